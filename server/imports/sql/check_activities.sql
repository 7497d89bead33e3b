select s.line, 'ends_at' as column_name,
       format('is %s: expected a time after starts_at, %s', s.ends_at, s.starts_at) as message
  from stage_activities s
 where s.ends_at is not null and s.starts_at is not null
   and london_instant(s.ends_at) <= london_instant(s.starts_at)
union all
select s.line, 'partners',
       format('names organisation ''%s'', which does not exist: expected the code of an organisation', n.code)
  from stage_activities s
 cross join lateral unnest(s.partners) as n (code)
 where not exists (select from organisation o where o.code = n.code)
   and not exists (select from stage_organisations x where x.code = n.code)
union all
select s.line, 'award',
       format('is ''%s'': organisation ''%s'' has no such award; expected the external_id of one', s.award, s.organisation)
  from stage_activities s
  join organisation o on o.code = s.organisation
 where s.award is not null and s.organisation is not null
   and not exists (select from award a where a.organisation_id = o.id and a.external_id = s.award)
   and not exists (select from stage_awards x where x.organisation = s.organisation and x.external_id = s.award)
 order by 1
