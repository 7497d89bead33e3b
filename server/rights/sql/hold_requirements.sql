-- Before a champion's row is locked, in the order of whoever changes what courses are required.
select pg_advisory_xact_lock_shared(1279609159, 1)
