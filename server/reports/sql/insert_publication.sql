insert into publication (id, quarter, number, reason, definitions, policy, as_known_at, published_at, key_id, user_id,
                         manifest, signature, public_key, details, coarsened)
values ($1::uuid, $2::date, $3::int, $4, $5::int, $6, from_epoch_us($7::bigint), from_epoch_us($8::bigint), $9::uuid,
        $10::uuid, $11::bytea, $12::bytea, $13, $14::bytea, $15::boolean)
