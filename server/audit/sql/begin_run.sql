-- One run at a time; nothing where no transaction that wrote has ended since the last.
with turn as materialized (
  select pg_try_advisory_xact_lock(1279609159, 12) as mine
), last as (
  select coalesce(max(number), 0) as number, coalesce(max(to_writer), 0) as to_writer from audit_run
), horizon as (
  select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + writer_offset() as xmin
)
select last.number + 1 as number, last.to_writer as from_writer, horizon.xmin as to_writer
  from turn, last, horizon
 where turn.mine and horizon.xmin > last.to_writer
