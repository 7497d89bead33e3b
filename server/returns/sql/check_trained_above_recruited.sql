-- Champions who count as trained and not as recruited; a finding where more are trained than recruited.
with counted as (
  select l.source_id, min(l.counts_on) filter (where l.trained <> 0) as counts_on,
         sum(l.recruited) as recruited, sum(l.trained) as trained
    from ledger_entry l
   where l.organisation_id = $1::int and l.source_kind = 'CHAMPION' and l.counts_on <= $3::date
   group by l.source_id
)
select format('%s are trained to date and %s recruited: nobody is trained before being recruited',
              t.trained, t.recruited) as message,
       count(*) over () as record_count, 'champion' as kind, c.source_id as id,
       (select h.external_id from champion h where h.organisation_id = $1::int and h.id = c.source_id) as external_id,
       c.counts_on, null::text as programme, c.trained::bigint as value
  from counted c, (select sum(trained) as trained, sum(recruited) as recruited from counted) t
 where t.trained > t.recruited and c.trained > 0 and c.recruited = 0 and $2::date is not null
 order by c.counts_on, c.source_id
 limit 20
