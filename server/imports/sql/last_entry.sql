select coalesce(pg_sequence_last_value(pg_get_serial_sequence('ledger_entry', 'entry_id')::regclass), 0) as entry_id
