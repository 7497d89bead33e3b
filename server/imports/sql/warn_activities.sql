select p.line, 'starts_at' as column_name,
       format('lies before the programme starts on %s', g.starts_on) as message
  from plan_activities p join programme g on g.id = p.programme_id
 where (p.starts_at at time zone 'Europe/London')::date < g.starts_on
union all
select s.line, 'partners', format('names the lead itself, ''%s'', which is left out', s.organisation)
  from stage_activities s where s.organisation = any (s.partners)
 order by 1
