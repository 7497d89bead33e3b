insert into user_identity (issuer, subject, user_id) values ($1, $2, $3::uuid) on conflict do nothing
