update risk_action
   set text = $2, owner = $3, due_on = $4::date, done_on = $5::date,
       version = version + 1, updated_at = clock_timestamp()
 where id = $1::uuid
