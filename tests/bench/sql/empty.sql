-- Takes the records of the template out again, so that the big data set starts from its names alone.
set session_replication_role = replica;
delete from ledger_entry where source_kind = 'REACH';
truncate reach, reach_note, audit_event, rollup, ledger_history, ledger_checkpoint;
