select outcome, unit, item, organisation_id, programme_id, activity_id, champion_id, is_taken, unknown_partner,
       is_locked, recorded_at_us, method, body_hash, answer
  from log_reaches($1::uuid[], $2::uuid[], $3::boolean[], $4::text[], $5::int[], $6::uuid[], $7::bytea[], $8::text[],
                   $9::text[], $10::text[], $11::int[], $12::uuid[], $13::text[], $14::text[], $15::text[], $16::text[], $17::uuid[],
                   $18::text[], $19::uuid[], $20::date[], $21::text[], $22::reach_mode[], $23::reach_topic[], $24::int[],
                   $25::int[], $26::int[], $27::jsonb[], $28::text[], $29::text[], $30::int, $31::int)
