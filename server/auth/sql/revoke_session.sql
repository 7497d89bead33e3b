update access_session set revoked_at = clock_timestamp()
 where id = $1::uuid and revoked_at is null
