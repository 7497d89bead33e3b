insert into champion_merge (organisation_id, duplicate_id, survivor_id, reason, key_id, user_id,
                            living_duplicate_id, living_survivor_id)
values ($1::int, $2::uuid, $3::uuid, $4, $5::uuid, $6::uuid, $2::uuid, $3::uuid)
