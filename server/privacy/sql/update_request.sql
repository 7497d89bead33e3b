update subject_request
   set received_on = $2::date, identity_asked_on = $3::date, identity_confirmed_on = $4::date,
       champion_id = $5::uuid, summary = $6, state = $7::subject_request_state, extended_months = $8::int,
       extended_on = $9::date, extension_reason = $10, acknowledged_on = $11::date, answered_on = $12::date,
       reason = $13, due_on = $14::date, clock_runs = $15::boolean, version = version + 1, import_id = null,
       updated_at = clock_timestamp()
 where id = $1::uuid
