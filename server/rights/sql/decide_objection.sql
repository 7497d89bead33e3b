update champion_objection
   set state = $3::objection_state, told_on = $4::date, reason = $5, key_id = $6::uuid, user_id = $7::uuid,
       version = version + 1, updated_at = clock_timestamp()
 where organisation_id = $1::int and id = $2::uuid
