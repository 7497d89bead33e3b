select count(*) as number
  from pg_locks
 where locktype = 'virtualxid' and virtualtransaction = any ($1::text[])
