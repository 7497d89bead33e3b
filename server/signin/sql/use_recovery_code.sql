update user_recovery_code set used_at = clock_timestamp()
 where user_id = $1::uuid and code_hash = $2::bytea and used_at is null
