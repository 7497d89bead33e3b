update champion_restriction
   set told_on = $3::date, lift_reason = $4, lifted_at = clock_timestamp(), key_id = $5::uuid, user_id = $6::uuid,
       version = version + 1, updated_at = clock_timestamp()
 where organisation_id = $1::int and id = $2::uuid
