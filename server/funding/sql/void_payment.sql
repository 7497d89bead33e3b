update payment
   set state = $3::payment_state, void_reason = $4,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where organisation_id = $1::int and id = $2::uuid
