-- Before a champion's row is locked, so that this waits for whoever changes what courses are
-- required in the same order as post_champions does, and no deadlock can come of it.
select pg_advisory_xact_lock_shared(1279609159, 1)
