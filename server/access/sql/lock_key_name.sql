-- Two keys of one name are not made at the same time, so that two calls cannot make a third.
select pg_advisory_xact_lock(1279609161, hashtext($1))
