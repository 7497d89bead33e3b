update recipient_notification
   set withdraw_reason = $3, withdrawn_at = clock_timestamp(), key_id = $4::uuid, user_id = $5::uuid,
       version = version + 1, updated_at = clock_timestamp()
 where organisation_id = $1::int and id = $2::uuid
