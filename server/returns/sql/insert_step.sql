insert into return_step (organisation_id, quarter, verb, state, comment, justifications, in_quarter, to_date,
                         key_id, user_id)
values ($1::int, $2::date, $3, $4::return_state, $5, $6::jsonb, $7::bigint[], $8::bigint[], $9::uuid, $10::uuid)
returning epoch_us(at) as at_us
