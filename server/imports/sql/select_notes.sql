select n.line, n.id, n.wrapped, s.note
  from stage_notes n join stage_reach s on s.line = n.line
 where n.line > $1::bigint
 order by n.line
 limit $2::int
