update user_totp set last_step = $2::bigint, confirmed_at = coalesce(confirmed_at, clock_timestamp())
 where user_id = $1::uuid and last_step < $2::bigint
