-- $3: how long it may be used before it is changed, in seconds; null where it is no temporary one.
insert into user_password (user_id, sealed_hash, temporary, expires_at)
values ($1::uuid, $2::bytea, $3::bigint is not null, clock_timestamp() + make_interval(secs => $3::bigint))
on conflict (user_id) do update
   set sealed_hash = excluded.sealed_hash, temporary = excluded.temporary, expires_at = excluded.expires_at,
       set_at = clock_timestamp()
returning epoch_us(expires_at) as expires_at_us
