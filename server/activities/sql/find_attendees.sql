-- Of the champions named: those of the lead or a partner that the caller sees, and those who attend
-- already, so that a coordinator can write back a list that holds a partner's champions.
select c.organisation_id, c.id
  from activity a
  join champion c on c.organisation_id = any (a.organisation_id || a.partner_ids)
                 and c.id = any ($3::uuid[])
 where a.organisation_id = $1::int and a.id = $2::uuid
union
select t.champion_organisation_id, t.champion_id
  from activity_attendance t
 where t.organisation_id = $1::int and t.activity_id = $2::uuid and t.champion_id = any ($3::uuid[])
