insert into subject_request (kind, received_on, identity_asked_on, identity_confirmed_on, champion_id, summary, due_on,
                             clock_runs)
values ($1::subject_request_kind, $2::date, $3::date, $4::date, $5::uuid, $6, $7::date, $8::boolean)
returning id
