-- The records behind one figure, each with its net value, a page in the order of days, and the
-- figure itself, all of one snapshot. In braces: the column of the ledger; the statement of how the
-- figure is known and of where its entries can lie; those of each organisation in order, merged as
-- far as the page goes; how many rows it shows.
-- $1 first day, $2 last day, $3 organisations, $4 programmes or none, $5 the filter names programmes,
-- $6 kind of source, $7 instant in microseconds or null, $8 and $9 day and source after which the
-- page starts, or null; the organisations again, one by one
with total as materialized (
{total}
), page as (
  select source_id, counts_on, organisation_id, programme_id, sum(value)::bigint as value
    from ({entries} order by counts_on, source_id) entries
   group by counts_on, source_id, organisation_id, programme_id
  having sum(value) <> 0
   order by counts_on, source_id
   limit {rows}
)
select t.total, lower($6::text) as kind, page.source_id as id, page.counts_on, o.code as organisation,
       p.code as programme, page.value,
       coalesce(c.external_id, a.external_id, r.external_id, w.external_id) as external_id
  from total t
  left join page on true
  left join organisation_name o on o.id = page.organisation_id
  left join programme_name p on p.id = page.programme_id
  left join enrolment e on $6 = 'ENROLMENT' and e.organisation_id = page.organisation_id and e.id = page.source_id
  left join champion c on $6 in ('CHAMPION', 'ENROLMENT') and c.organisation_id = page.organisation_id
                      and c.id = coalesce(e.champion_id, page.source_id)
  left join activity a on $6 = 'ACTIVITY' and a.organisation_id = page.organisation_id and a.id = page.source_id
  left join reach r on $6 = 'REACH' and r.organisation_id = page.organisation_id and r.id = page.source_id
  left join award w on $6 = 'AWARD' and w.organisation_id = page.organisation_id and w.id = page.source_id
 order by page.counts_on, page.source_id
