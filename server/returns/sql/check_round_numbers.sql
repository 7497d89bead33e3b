-- Estimates instead of counts: of the sessions with ten people or more, half end in 0.
with sessions as (
  select r.*, r.people % 10 = 0 as is_round
    from reach r
   where r.organisation_id = $1::int and r.occurred_on between $2::date and $3::date and r.state = 'RECORDED'
     and r.mode <> 'BROADCAST' and r.people >= 10
), heaped as (
  select count(*) as sessions, count(*) filter (where is_round) as round_ones from sessions
  having count(*) >= 10 and 2 * count(*) filter (where is_round) >= count(*)
)
select format('%s of %s sessions with ten people or more end in 0, where one in ten is usual: expected counts, '
              'not estimates', h.round_ones, h.sessions) as message,
       count(*) over () as record_count, 'reach' as kind, s.id, s.external_id, s.occurred_on as counts_on,
       p.code as programme, s.people::bigint as value
  from heaped h
  join sessions s on s.is_round
  join programme p on p.id = s.programme_id
 order by s.occurred_on, s.id
 limit 20
