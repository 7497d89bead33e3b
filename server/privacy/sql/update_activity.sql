update processing_activity
   set name = $2, purpose = $3, lawful_basis = $4::lawful_basis, special_condition = $5,
       people_categories = $6::text[], data_categories = $7::text[], recipients = $8::text[], transfers = $9,
       retention = $10, security_measures = $11, controller = $12, reviewed_on = $13::date, ended_on = $14::date,
       review_due_on = $15::date, version = version + 1, import_id = null, updated_at = clock_timestamp()
 where code = $1
