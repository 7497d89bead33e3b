update access_session set revoked_at = clock_timestamp()
 where user_id = $1::uuid and revoked_at is null and id is distinct from $2::uuid
