-- What each award cost per person reached by its activities, both up to a day, as now known.
select coalesce(w.external_id, w.id::text) as award, w.title, o.code as organisation, p.code as programme, w.state,
       w.amount_pence, paid.pence as paid_pence, reached.people as reached
  from organisation o
  join award w on w.organisation_id = o.id
  join programme p on p.id = w.programme_id
 cross join lateral (
        select coalesce(sum(y.amount_pence), 0)::bigint as pence from payment y
         where y.organisation_id = w.organisation_id and y.award_id = w.id and y.state = 'PAID'
           and y.paid_on <= $1::date) paid
 cross join lateral (
        select coalesce(sum(r.people), 0)::bigint as people
          from activity a
         -- Activity by activity: another order of joining reads all of the organisation's for each award.
         cross join lateral (
                select r.people from reach r
                 where r.organisation_id = a.organisation_id and r.activity_id = a.id and r.state = 'RECORDED'
                   and r.mode <> 'BROADCAST' and r.occurred_on <= $1::date offset 0) r
         where a.organisation_id = w.organisation_id and a.award_id = w.id) reached
 where w.state in ('ACTIVE', 'SUSPENDED', 'COMPLETED') and w.awarded_on <= $1::date
 order by o.code collate "C", w.awarded_on, w.id
