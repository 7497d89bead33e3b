insert into safeguarding_case_note (organisation_id, case_id, text, key_id, user_id)
values ($1::int, $2::uuid, $3, $4::uuid, $5::uuid)
returning id, epoch_us(created_at) as created_at_us
