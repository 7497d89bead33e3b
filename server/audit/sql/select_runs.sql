select number, from_writer, to_writer from audit_run where number > $1::bigint order by number limit 200
