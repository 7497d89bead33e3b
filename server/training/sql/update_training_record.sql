update training_record
   set completed_on = $3::date, outcome = $4::training_outcome, certificate = $5, reason = $6,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where organisation_id = $1::int and id = $2::uuid
returning id
