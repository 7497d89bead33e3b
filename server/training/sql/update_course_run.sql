update course_run
   set starts_at = from_epoch_us($2::bigint), ends_at = from_epoch_us($3::bigint), venue = $4,
       capacity = $5::int, state = $6::course_run_state,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where id = $1::uuid
returning id
