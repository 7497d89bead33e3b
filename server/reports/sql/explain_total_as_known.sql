-- As known at an instant: the sum of the entries recorded by then.
select coalesce(sum(l.{field}), 0)::bigint as total, $3::int[] as organisations, $1::date as first_day,
       $2::date as last_day
  from ledger_entry l
 where l.organisation_id = any ($3::int[])
   and l.counts_on between $1::date and $2::date
   and l.source_kind = $6::ledger_source
   and l.scope <> (case when $5::boolean then 'OVERALL' else 'PROGRAMME' end)::ledger_scope
   and ($4::int[] = '{}' or l.programme_id = any ($4::int[]))
   and l.recorded_at <= from_epoch_us($7::bigint)
