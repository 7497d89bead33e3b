insert into access_key (token_hash, name, user_id, role, organisation_ids, expires_at, scopes, exchange_only,
                        certificate_sha256, certificate_names)
values ($1::bytea, $2, $3::uuid, $4::access_role, $5::int[], from_epoch_us($6::bigint), $7::text[], $8::boolean,
        $9, $10::text[])
returning id
