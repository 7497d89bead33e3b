-- Closed quarters in which this transaction has recorded something.
select distinct quarter from late_change
 where organisation_id = $1::int and recorded_at = (select ledger_instant())
 order by quarter
