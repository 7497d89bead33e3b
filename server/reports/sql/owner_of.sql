-- Exports are for roles that see everything, which are users' own.
select u.id as user_id, u.name, u.role, u.organisation_ids
  from export_schedule s
  join access_user u on u.id = s.owner_id
 where s.id = $1::int and u.state = 'ENABLED' and u.role is not null
