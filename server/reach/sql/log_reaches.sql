select outcome, unit, item, organisation_id, programme_id, activity_id, champion_id, is_taken, unknown_partner,
       recorded_at_us, method, body_hash, answer
  from log_reaches($1::uuid[], $2::uuid[], $3::boolean[], $4::text[], $5::int[], $6::uuid[], $7::bytea[], $8::text[],
                   $9::text[], $10::int[], $11::uuid[], $12::text[], $13::text[], $14::text[], $15::text[], $16::uuid[],
                   $17::text[], $18::uuid[], $19::date[], $20::text[], $21::reach_mode[], $22::reach_topic[], $23::int[],
                   $24::int[], $25::int[], $26::jsonb[], $27::text[], $28::text[], $29::int, $30::int)
