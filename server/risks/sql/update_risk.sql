update risk
   set kind = $2::risk_kind, text = $3, workstream = $4, owners = $5::text[], organisations_impacted = $6::text[],
       raised_on = $7::date, last_reviewed_on = $8::date, assessed_on = $9::date, impact = $10::int,
       probability = $11::int, direction = $12::risk_direction, state = $13::risk_state, reason = $14,
       printed_score = $15::int, printed_direction = $16::risk_direction, printed_escalated = $17::boolean,
       version = version + 1, updated_at = clock_timestamp()
 where id = $1::uuid
