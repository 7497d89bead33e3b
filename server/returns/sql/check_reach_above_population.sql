-- One session that reached more people than live in its ward.
select format('%s people were reached in %s, where %s live: expected fewer',
              r.people, w.name, w.population) as message,
       count(*) over () as record_count, 'reach' as kind, r.id, r.external_id, r.occurred_on as counts_on,
       p.code as programme, r.people::bigint as value
  from reach r
  join ward w on w.code = r.ward and w.population < r.people
  join programme p on p.id = r.programme_id
 where r.organisation_id = $1::int and r.occurred_on between $2::date and $3::date and r.state = 'RECORDED'
   and r.mode <> 'BROADCAST'
 order by r.people desc, r.id
 limit 20
