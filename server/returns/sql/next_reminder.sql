-- $2 the day, or null for that of the clock; $1 days from the end of a quarter until its returns are due. The lock is of the table of reminders: one sender at a
-- time.
with held as materialized (
  select pg_advisory_xact_lock(1279609159, 1)
), clock as (
  select coalesce($2::date, (clock_timestamp() at time zone 'Europe/London')::date) as today from held
), last as (
  select today, quarter_of(quarter_of(today) - 1) as quarter, quarter_of(today) - 1 + $1::int as due_on from clock
), stage as (
  select quarter, due_on,
         case when today > due_on then 'OVERDUE ' || least(4, (today - due_on - 1) / 7 + 1) else 'DUE' end as stage
    from last
   where today >= due_on - 7
)
select o.id as organisation_id, o.code as organisation, o.name, s.quarter, s.due_on, s.stage, u.recipients
  from stage s
  join organisation o on true
  left join organisation_return t on t.organisation_id = o.id and t.quarter = s.quarter
  join lateral (select array_agg(u.email order by u.email) as recipients from access_user u
                 where u.state = 'ENABLED' and u.email is not null
                   and (u.role = 'COORDINATOR' and o.id = any (u.organisation_ids)
                        or exists (select from access_membership m
                                    where m.user_id = u.id and m.organisation_id = o.id
                                      and m.role = 'COORDINATOR' and m.ended_at is null))) u
    on u.recipients is not null
 where coalesce(t.state, 'OPEN') in ('OPEN', 'RETURNED', 'REOPENED')
   and (t.state is not null or not exists (select from publication p where p.quarter = s.quarter))
   and not exists (select from return_reminder r
                    where r.organisation_id = o.id and r.quarter = s.quarter and r.stage = s.stage)
 order by o.id
 limit 1
