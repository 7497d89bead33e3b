update award
   set programme_id = $3::int, title = $4, amount_pence = $5::bigint, awarded_on = $6::date,
       starts_on = $7::date, ends_on = $8::date,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where organisation_id = $1::int and id = $2::uuid
