insert into champion_restriction (organisation_id, champion_id, ground, reason, subject_request_id, objection_id, key_id,
                                  user_id)
values ($1::int, $2::uuid, $3::restriction_ground, $4, $5::uuid, $6::uuid, $7::uuid, $8::uuid)
on conflict (organisation_id, champion_id, ground, objection_id) where lifted_at is null do nothing
returning id
