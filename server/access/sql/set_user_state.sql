update access_user
   set state = $2::user_state,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where id = $1::uuid
