-- Reach that is the same number for number as in the quarter before.
with figures as (
  select quarter, sum(reached) as reached, sum(new_people) as new_people, sum(signposted) as signposted,
         sum(impressions) as impressions
    from rollup
   where organisation_id = $1::int and quarter in ($2::date, ($2::date - interval '3 months')::date)
     and scope <> 'PROGRAMME'
   group by quarter
), same as (
  select n.reached
    from figures n
    join figures b on b.quarter < n.quarter and b.reached = n.reached and b.new_people = n.new_people
                  and b.signposted = n.signposted and b.impressions = n.impressions
   where n.quarter = $2::date and n.reached > 0
)
select format('reached, new people, signposted and impressions are what they were in the quarter before (%s reached): '
              'expected other figures, unless it was entered twice', s.reached) as message,
       count(*) over () as record_count, 'reach' as kind, r.id, r.external_id, r.occurred_on as counts_on,
       p.code as programme, r.people::bigint as value
  from same s
  join reach r on r.organisation_id = $1::int and r.occurred_on between $2::date and $3::date and r.state = 'RECORDED'
  join programme p on p.id = r.programme_id
 order by r.occurred_on, r.id
 limit 20
