insert into champion_hold (organisation_id, champion_id, reason, key_id, user_id)
values ($1::int, $2::uuid, $3, $4::uuid, $5::uuid)
