-- Sessions and activities on bank holidays.
select format('%s was %s, when most places are closed: expected another day', d.counts_on, b.name) as message,
       count(*) over () as record_count, d.kind, d.id, d.external_id, d.counts_on, p.code as programme, d.value
  from (select 'reach' as kind, id, external_id, occurred_on as counts_on, programme_id, people::bigint as value
          from reach
         where organisation_id = $1::int and occurred_on between $2::date and $3::date and state = 'RECORDED'
           and mode not in ('BROADCAST', 'PHONE_OR_ONLINE')
        union all
        select 'activity', id, external_id, (starts_at at time zone 'Europe/London')::date, programme_id, 1
          from activity
         where organisation_id = $1::int and state = 'SCHEDULED'
           and starts_at >= ($2::date::timestamp at time zone 'Europe/London')
           and starts_at < (($3::date + 1)::timestamp at time zone 'Europe/London')) d
  join bank_holiday b on b.day = d.counts_on
  join programme p on p.id = d.programme_id
 order by d.counts_on, d.id
 limit 20
