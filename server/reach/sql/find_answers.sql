-- Items of a stream that were answered before, and a lock on each, so that a second copy waits.
with locked as materialized (
  select r.id, pg_advisory_xact_lock(hashtextextended($1::text || r.id::text, 0))
    from (select distinct id from unnest($2::uuid[]) as id order by id) r
)
select id from locked
