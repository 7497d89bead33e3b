(select l.source_id, l.counts_on, l.organisation_id, l.programme_id, l.{field} as value
  from ledger_entry l
 where l.organisation_id = {organisation}::int
   and (select {organisation}::int = any (t.organisations) from total t)
   and l.counts_on between (select t.first_day from total t) and (select t.last_day from total t)
   and ($8::date is null or l.counts_on >= $8::date)
   and ($8::date is null or (l.counts_on, l.source_id) > ($8::date, $9::uuid))
   and l.{field} <> 0
   and l.source_kind = $6::ledger_source
   and l.scope <> (case when $5::boolean then 'OVERALL' else 'PROGRAMME' end)::ledger_scope
   and ($4::int[] = '{}' or l.programme_id = any ($4::int[]))
   and ($7::bigint is null or l.recorded_at <= from_epoch_us($7::bigint))
 order by l.counts_on, l.source_id)
