update access_key
   set revoked_at = clock_timestamp(), version = version + 1, import_id = null
 where id = $1::uuid
