-- The secondary indexes of the tables that are filled, one definition per line.
select indexdef from pg_indexes
 where tablename in ('reach', 'ledger_entry', 'audit_event')
   and indexname not in (select conname from pg_constraint);
