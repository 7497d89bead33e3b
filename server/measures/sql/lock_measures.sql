-- Numbers and their parts are changed by one transaction at a time, so that parts agree.
select pg_advisory_xact_lock(1279609159, 11)
