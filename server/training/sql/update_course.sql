update course
   set name = $2, valid_months = $3::int,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where id = $1::int
returning id
