insert into user_totp (user_id, sealed_secret) values ($1::uuid, $2::bytea)
on conflict (user_id) do update
   set sealed_secret = excluded.sealed_secret, last_step = 0, created_at = clock_timestamp()
 where user_totp.confirmed_at is null
