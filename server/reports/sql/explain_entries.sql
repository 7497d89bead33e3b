(select l.source_id, l.counts_on, l.organisation_id, l.programme_id, sum(l.{field})::bigint as value
  from ledger_entry l
 where l.organisation_id = {organisation}::int
   and (select {organisation}::int = any (t.organisations) from total t)
   -- One lower bound, of the days and of the cursor: of two, a btree may start at the wrong one. No
   -- coalesce in it: it is not leakproof, so row-level security would keep it out of the index.
   and (l.counts_on, l.source_id) >
       ((select greatest(t.first_day - 1, $8::date) from total t), $9::uuid)
   and l.counts_on <= (select t.last_day from total t)
   and l.{field} <> 0
   and l.source_kind = $6::ledger_source
   and l.scope <> (case when $5::boolean then 'OVERALL' else 'PROGRAMME' end)::ledger_scope
   and ($4::int[] = '{}' or l.programme_id = any ($4::int[]))
   and ($7::bigint is null or l.recorded_at <= from_epoch_us($7::bigint))
 group by l.counts_on, l.source_id, l.programme_id, l.organisation_id
having sum(l.{field}) <> 0
 order by l.counts_on, l.source_id
 limit {rows})
