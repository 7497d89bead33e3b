-- The records behind one figure, each with its net value, a page in the order of days, and the
-- figure itself, all of one snapshot. The field is a column of the ledger.
-- $1 first day, $2 last day, $3 organisation codes, $4 programme codes, $5 the filter names
-- programmes, $6 kinds of source, $7 instant in microseconds or null, $8 and $9 day and source
-- after which the page starts, or null, $10 rows
with entries as (
  select l.source_kind, l.source_id, l.counts_on, l.organisation_id, l.programme_id, l.{field} as value
    from organisation_name o
    join ledger_entry l on l.organisation_id = o.id
    left join programme_name p on p.id = l.programme_id
   where l.source_kind = any ($6::ledger_source[])
     and l.counts_on between $1::date and $2::date
     and l.scope <> (case when $5::boolean then 'OVERALL' else 'PROGRAMME' end)::ledger_scope
     and ($3::text[] = '{}' or o.code = any ($3::text[]))
     and ($4::text[] = '{}' or p.code = any ($4::text[]))
     and ($7::bigint is null or l.recorded_at <= from_epoch_us($7::bigint))
), page as (
  select source_kind, source_id, counts_on, organisation_id, programme_id, sum(value)::bigint as value
    from entries
   where $8::date is null or (counts_on, source_id) > ($8::date, $9::uuid)
   group by source_kind, source_id, counts_on, organisation_id, programme_id
  having sum(value) <> 0
   order by counts_on, source_id
   limit $10::int
), total as (
  select coalesce(sum(value), 0)::bigint as total from entries
)
select t.total, lower(page.source_kind::text) as kind, page.source_id as id, page.counts_on, o.code as organisation,
       p.code as programme, page.value,
       coalesce(c.external_id, a.external_id, r.external_id, w.external_id) as external_id
  from total t
  left join page on true
  left join organisation_name o on o.id = page.organisation_id
  left join programme_name p on p.id = page.programme_id
  left join enrolment e on page.source_kind = 'ENROLMENT' and e.organisation_id = page.organisation_id and e.id = page.source_id
  left join champion c on page.source_kind in ('CHAMPION', 'ENROLMENT') and c.organisation_id = page.organisation_id
                      and c.id = coalesce(e.champion_id, page.source_id)
  left join activity a on page.source_kind = 'ACTIVITY' and a.organisation_id = page.organisation_id and a.id = page.source_id
  left join reach r on page.source_kind = 'REACH' and r.organisation_id = page.organisation_id and r.id = page.source_id
  left join award w on page.source_kind = 'AWARD' and w.organisation_id = page.organisation_id and w.id = page.source_id
 order by page.counts_on, page.source_id
