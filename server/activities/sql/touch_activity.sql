-- A new version of the activity where only its attendance changed.
update activity
   set version = version + 1, import_id = null, updated_at = clock_timestamp()
 where organisation_id = $1::int and id = $2::uuid
