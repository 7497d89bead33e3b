-- One record of one caller, which the caller is waiting for alone.
select outcome, 1 as unit, 1 as item, organisation_id, programme_id, activity_id, champion_id, is_taken, unknown_partner,
       is_locked, recorded_at_us, method, body_hash, answer
  from log_reach($1::uuid, $2::uuid, $3::boolean, $4::int[], $5::uuid, $6::bytea, $7::text, $8::text, $9::text,
                 $10::uuid, $11::text, $12::text, $13::text, $14::text, $15::uuid, $16::text, $17::uuid, $18::date,
                 $19::text, $20::reach_mode, $21::reach_topic, $22::int, $23::int, $24::int, $25::jsonb, $26::text,
                 $27::text, $28::int)
