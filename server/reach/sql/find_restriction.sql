-- Is the champion of a record restricted?
select from reach e
  join champion_restriction r on r.organisation_id = e.organisation_id and r.champion_id = e.champion_id
 where e.organisation_id = $1::int and e.id = $2::uuid and r.lifted_at is null
 limit 1
