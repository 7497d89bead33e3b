-- ledger_settled (0004) again: it waited for whoever held any of the locks of this number, the audit
-- log's, an import's or a checkpoint's too, which record nothing by that. Those that may still record
-- something hold the one of ledger_instant(), (1279609159, 0).
create or replace function ledger_settled(t timestamptz, wait_ms int) returns boolean language plpgsql as $$
declare
  writers text[];
  give_up timestamptz := clock_timestamp() + wait_ms * interval '1 millisecond';
begin
  if t > clock_timestamp() then
    raise exception 'the instant lies in the future' using errcode = 'CH001';
  end if;
  select array_agg(virtualtransaction) into writers from pg_locks
   where locktype = 'advisory' and classid = 1279609159 and objid = 0 and objsubid = 2 and granted
     and database = (select oid from pg_database where datname = current_database())
     and pid <> pg_backend_pid();
  while writers is not null loop
    if not exists (select from pg_locks
                    where locktype = 'advisory' and classid = 1279609159 and objid = 0 and objsubid = 2 and granted
                      and database = (select oid from pg_database where datname = current_database())
                      and virtualtransaction = any (writers)) then
      return true;
    end if;
    if clock_timestamp() > give_up then
      return false;
    end if;
    perform pg_sleep(0.002);
  end loop;
  return true;
end
$$;
