select s.line, 'required_for' as column_name,
       format('names programme ''%s'', which does not exist: expected the code of a programme', n.code) as message
  from stage_courses s
 cross join lateral unnest(s.required_for) as n (code)
 where not exists (select from programme p where p.code = n.code)
   and not exists (select from stage_programmes x where x.code = n.code)
 order by s.line
