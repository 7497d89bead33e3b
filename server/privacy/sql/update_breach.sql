update breach
   set occurred_on = $2::date, discovered_at = from_epoch_us($3::bigint), text = $4, data_categories = $5::text[],
       people_affected = $6::int, consequences = $7, measures = $8, risk = $9::breach_risk,
       state = $10::breach_state, notified_at = from_epoch_us($11::bigint), reference = $12, delay_reason = $13,
       waive_reason = $14, people_informed_at = from_epoch_us($15::bigint), close_reason = $16,
       due_at = from_epoch_us($17::bigint), clock_runs = $18::boolean, version = version + 1, import_id = null,
       updated_at = clock_timestamp()
 where id = $1::uuid
