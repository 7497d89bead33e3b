-- Money that is being spent, and no activity that it paid for in the quarter.
select format('award %s ran through the quarter and no activity of it was held: expected one, or its state to be '
              'SUSPENDED or COMPLETED', coalesce(w.external_id, w.title)) as message,
       count(*) over () as record_count, 'award' as kind, w.id, w.external_id, w.awarded_on as counts_on,
       p.code as programme, w.amount_pence as value
  from award w
  join programme p on p.id = w.programme_id
 where w.organisation_id = $1::int and w.state = 'ACTIVE'
   and coalesce(w.starts_on, w.awarded_on) <= $2::date and coalesce(w.ends_on, $3::date) >= $3::date
   and not exists (
         select from activity a
          where a.organisation_id = w.organisation_id and a.award_id = w.id and a.state = 'SCHEDULED'
            and a.starts_at >= ($2::date::timestamp at time zone 'Europe/London')
            and a.starts_at < (($3::date + 1)::timestamp at time zone 'Europe/London'))
 order by w.awarded_on, w.id
 limit 20
