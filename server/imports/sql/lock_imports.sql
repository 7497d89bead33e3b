-- One import at a time; and with courses, no champion is posted while what is required may change.
-- Its sums go to a shard of their own, so that nobody waits for rows of the rollup until it commits.
select pg_advisory_xact_lock(1279609159, 2),
       case when $1::boolean then pg_advisory_xact_lock(1279609159, 1) end,
       set_config('app.rollup_shard', '4', true)
