select format('activity %s was held and no reach is recorded for it: expected a record, 0 people included, or the '
              'activity to be cancelled', coalesce(a.external_id, a.name)) as message,
       count(*) over () as record_count, 'activity' as kind, a.id, a.external_id,
       (a.starts_at at time zone 'Europe/London')::date as counts_on, p.code as programme, 1::bigint as value
  from activity a
  join programme p on p.id = a.programme_id
 where a.organisation_id = $1::int and a.state = 'SCHEDULED'
   and a.starts_at >= ($2::date::timestamp at time zone 'Europe/London')
   and a.starts_at < (($3::date + 1)::timestamp at time zone 'Europe/London')
   and not exists (select from reach r where r.organisation_id = a.organisation_id and r.activity_id = a.id
                                         and r.state = 'RECORDED')
 order by a.starts_at, a.id
 limit 20
