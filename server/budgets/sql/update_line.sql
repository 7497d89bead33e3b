update budget_line
   set name = $2, amount_pence = $3::bigint, note = $4,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where id = $1::uuid
