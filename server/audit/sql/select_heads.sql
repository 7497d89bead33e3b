-- The last block of each chain that has one of a run after $1; $2 is the last run.
select distinct on (organisation_id) organisation_id, number, hash
  from audit_block
 where run > $1::bigint and run <= $2::bigint
 order by organisation_id, number desc
