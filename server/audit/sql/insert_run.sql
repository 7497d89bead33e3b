insert into audit_run (number, from_writer, to_writer) values ($1::bigint, $2::bigint, $3::bigint)
