-- One at a time gives out numbers, so that none is given twice.
select pg_advisory_xact_lock(hashtext('risk.number'))
