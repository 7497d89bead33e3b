-- More than half of those reached face to face are not broken down by age, sex or anything else.
with sessions as (
  select r.* from reach r
   where r.organisation_id = $1::int and r.occurred_on between $2::date and $3::date and r.state = 'RECORDED'
     and r.mode in ('CONVERSATION', 'GROUP', 'HEALTH_CHECK') and r.people > 0
), missing as (
  select sum(people) as people, sum(people) filter (where breakdowns is null) as unknown from sessions
)
select format('of %s people reached face to face %s are in no breakdown: expected who they were for at least half',
              m.people, m.unknown) as message,
       count(*) over () as record_count, 'reach' as kind, s.id, s.external_id, s.occurred_on as counts_on,
       p.code as programme, s.people::bigint as value
  from missing m
  join sessions s on s.breakdowns is null
  join programme p on p.id = s.programme_id
 where 2 * m.unknown > m.people
 order by s.people desc, s.id
 limit 20
