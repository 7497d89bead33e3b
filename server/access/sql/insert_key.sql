insert into access_key (token_hash, name, user_id, role, organisation_ids, expires_at)
values ($1::bytea, $2, $3::uuid, $4::access_role, $5::int[], from_epoch_us($6::bigint))
returning id
