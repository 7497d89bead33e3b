update fund
   set name = $2, budget_pence = $3::bigint, starts_on = $4::date, ends_on = $5::date,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where code = $1
