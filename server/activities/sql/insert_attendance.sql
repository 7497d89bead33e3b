insert into activity_attendance (organisation_id, activity_id, champion_organisation_id, champion_id)
select $1::int, $2::uuid, named.organisation_id, named.champion_id
  from unnest($3::int[], $4::uuid[]) as named (organisation_id, champion_id)
on conflict do nothing
