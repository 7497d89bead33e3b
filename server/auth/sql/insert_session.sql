insert into access_session (token_hash, key_id, user_id, method, scopes, certificate_sha256, address, expires_at,
                            idle_seconds)
values ($1::bytea, $2::uuid, $3::uuid, $4, $5::text[], $6, $7,
        clock_timestamp() + make_interval(secs => $8::bigint), $9::int)
returning id, epoch_us(expires_at) as expires_at_us
