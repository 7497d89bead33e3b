insert into used_id_token (token_hash, expires_at) values ($1::bytea, from_epoch_us($2::bigint)) on conflict do nothing
