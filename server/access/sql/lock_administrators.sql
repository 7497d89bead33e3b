-- A class of its own: readers of the past wait for every lock of the ledger's class.
select pg_advisory_xact_lock(1279609160, 0)
