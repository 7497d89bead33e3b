update access_user
   set name = $2, email = $3, role = $4::access_role, organisation_ids = $5::int[],
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where id = $1::uuid
