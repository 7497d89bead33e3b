insert into audit_block (organisation_id, number, run, events, hash) values ($1::int, $2::bigint, $3::bigint, $4::bigint, $5::bytea)
