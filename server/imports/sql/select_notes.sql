-- Read through a cursor: joined once, however many there are.
select n.line, n.id, n.wrapped, s.note
  from stage_notes n join stage_reach s on s.line = n.line
