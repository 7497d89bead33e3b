-- From the rollup, now or as it was known: the sum of all entries. Where it is 0, no record counts: so
-- it also says which organisations and days are worth looking at.
select coalesce(sum(r.{field}), 0)::bigint as total,
       array_agg(distinct r.organisation_id) filter (where r.{field} <> 0) as organisations,
       greatest($1::date, min(r.quarter) filter (where r.{field} <> 0)) as first_day,
       least($2::date, (max(r.quarter) filter (where r.{field} <> 0) + interval '3 months' - interval '1 day')::date)
         as last_day
  from {source} r
 where r.organisation_id = any ($3::int[])
   and r.quarter between quarter_of(greatest($1::date, '0001-01-01')) and $2::date
   and r.scope <> (case when $5::boolean then 'OVERALL' else 'PROGRAMME' end)::ledger_scope
   and ($4::int[] = '{}' or r.programme_id = any ($4::int[]))
