-- The records behind one figure, each with its net value, a page in the order of days, and the
-- figure itself, all of one snapshot. In braces: the column of the ledger; the statement of how the
-- figure is known and of where its entries can lie; the records of each organisation in order, merged
-- as far as the page goes; how many rows it shows.
-- $1 first day, $2 last day, $3 organisations, $4 programmes or none, $5 the filter names programmes,
-- $6 kind of source, $7 instant in microseconds or null, $8 and $9 day and source after which the
-- page starts, or null and the last source there can be; the organisations again, one by one
with total as materialized (
{total}
), page as (
  select * from ({entries}) records
   order by counts_on, source_id
   limit {rows}
)
-- The names by sub-selects, of which only those of the kind at hand are run.
select t.total, lower($6::text) as kind, page.source_id as id, page.counts_on, o.code as organisation,
       p.code as programme, page.value,
       case $6::text
         when 'CHAMPION' then
           (select c.external_id from champion c where c.organisation_id = page.organisation_id and c.id = page.source_id)
         when 'ENROLMENT' then
           (select c.external_id from enrolment e
              join champion c on c.organisation_id = e.organisation_id and c.id = e.champion_id
             where e.organisation_id = page.organisation_id and e.id = page.source_id)
         when 'ACTIVITY' then
           (select a.external_id from activity a where a.organisation_id = page.organisation_id and a.id = page.source_id)
         when 'REACH' then
           (select r.external_id from reach r where r.organisation_id = page.organisation_id and r.id = page.source_id)
         when 'AWARD' then
           (select w.external_id from award w where w.organisation_id = page.organisation_id and w.id = page.source_id)
       end as external_id
  from total t
  left join page on true
  left join organisation_name o on o.id = page.organisation_id
  left join programme_name p on p.id = page.programme_id
 order by page.counts_on, page.source_id
