-- Ten times the organisation's usual (median) session of the year up to the quarter's end.
with usual as (
  select percentile_disc(0.5) within group (order by people) as people, count(*) as sessions
    from reach
   where organisation_id = $1::int and occurred_on between ($3::date - interval '1 year')::date and $3::date
     and state = 'RECORDED' and mode <> 'BROADCAST' and people > 0
)
select format('%s people in one session: expected fewer, the usual session reaches %s', r.people, u.people) as message,
       count(*) over () as record_count, 'reach' as kind, r.id, r.external_id, r.occurred_on as counts_on,
       p.code as programme, r.people::bigint as value
  from usual u
  join reach r on r.organisation_id = $1::int and r.occurred_on between $2::date and $3::date and r.state = 'RECORDED'
              and r.mode <> 'BROADCAST' and r.people >= 10 * u.people
  join programme p on p.id = r.programme_id
 where u.sessions >= 5
 order by r.people desc, r.id
 limit 20
