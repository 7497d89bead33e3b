insert into user_known_address (user_id, address_hash) values ($1::uuid, $2::bytea)
on conflict (user_id, address_hash) do update set last_at = clock_timestamp()
