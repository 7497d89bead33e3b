update budget_line
   set state = $2::budget_line_state, void_reason = $3,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where id = $1::uuid
