insert into champion_objection (organisation_id, champion_id, purpose, objected_on, subject_request_id, state, key_id,
                                user_id)
values ($1::int, $2::uuid, $3::champion_purpose, $4::date, $5::uuid, $6::objection_state, $7::uuid, $8::uuid)
on conflict (organisation_id, champion_id, purpose) where state in ('PENDING', 'UPHELD') do nothing
returning id
