-- Of this database, but for the one that asks. Whoever begins later sees what was committed before.
select coalesce(array_agg(l.virtualtransaction), '{}')::text[] as transactions
  from pg_locks l join pg_stat_activity a using (pid)
 where l.locktype = 'virtualxid' and a.datname = current_database() and l.pid <> pg_backend_pid()
