select s.line, 'activity' as column_name,
       format('is ''%s'': organisation ''%s'' has no such activity; expected the external_id of one',
              s.activity, s.organisation) as message
  from stage_reach s
  join organisation o on o.code = s.organisation
  left join activity a on a.organisation_id = o.id and a.external_id = s.activity
 where s.activity is not null and s.organisation is not null and a.id is null
   and not exists (select from stage_activities x where x.organisation = s.organisation and x.external_id = s.activity)
union all
select s.line, 'champion',
       format('is ''%s'': organisation ''%s'' has no such champion; expected the external_id of one',
              s.champion, s.organisation)
  from stage_reach s
  join organisation o on o.code = s.organisation
  left join champion c on c.organisation_id = o.id and c.external_id = s.champion
 where s.champion is not null and s.organisation is not null and c.id is null
   and not exists (select from stage_champions x where x.organisation = s.organisation and x.external_id = s.champion)
 order by 1
