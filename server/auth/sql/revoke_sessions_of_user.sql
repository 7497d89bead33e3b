-- Those of keys are left alone: a key is revoked by itself.
update access_session set revoked_at = clock_timestamp()
 where user_id = $1::uuid and revoked_at is null
