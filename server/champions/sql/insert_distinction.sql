insert into champion_distinction (organisation_id, first_id, second_id, key_id, user_id)
values ($1::int, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid), $4::uuid, $5::uuid)
on conflict do nothing
