update champion_merge
   set undone_at = clock_timestamp(), undo_reason = $3, undone_by_key_id = $4::uuid, undone_by_user_id = $5::uuid,
       living_duplicate_id = null, living_survivor_id = null
 where organisation_id = $1::int and living_duplicate_id = $2::uuid
