-- The number of the transaction that writes orders the audit log (0014). A dump that is restored into
-- another cluster meets smaller numbers there: without more, nothing written from then on would come
-- into a block. So numbers go on from where they were by an offset, kept as a setting of the database,
-- which no dump brings along; `champions-server migrate` sets it after a restore.
create function writer_offset() returns bigint language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('app.writer_offset', true), ''), '0')::bigint
$$;

alter table audit_event
  alter column written_by set default pg_current_xact_id()::text::bigint + writer_offset();

-- By how much a number of this cluster, the offset included, is behind those of the audit log; 0 or
-- less: it goes on.
create function writers_behind() returns bigint language sql volatile set app.everything = 'on' as $$
  with closed as (
    select coalesce(max(to_writer), 0) as to_writer from audit_run
  ), seen as (
    select coalesce(max(e.written_by), 0) as writer from audit_event e
     where e.written_by >= (select to_writer from closed)
  )
  select greatest(closed.to_writer, seen.writer + 1)
         - (pg_snapshot_xmax(pg_current_snapshot())::text::bigint + writer_offset())
    from closed, seen
$$;

-- Sets the offset where the numbers are behind, for every connection made from then on; gives whether
-- they were.
create function continue_writers() returns boolean language plpgsql as $$
declare
  behind bigint := writers_behind();
begin
  if behind <= 0 then
    return false;
  end if;
  execute format('alter database %I set app.writer_offset = %L', current_database(), writer_offset() + behind);
  return true;
end
$$;
