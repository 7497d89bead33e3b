-- One job for each schedule that is due, however often it was missed.
with due as (
  select id, next_at from export_schedule
   where next_at <= clock_timestamp() and not disabled
     for no key update skip locked
), moved as (
  update export_schedule s set next_at = export_due_after(s.first_on, s.cadence, clock_timestamp())
    from due
   where s.id = due.id
  returning s.id, s.quarter, s.recipients, due.next_at as due_at
)
insert into export_job (schedule_id, quarter, due_at, recipients)
select id, coalesce(quarter, quarter_of(quarter_of((clock_timestamp() at time zone 'Europe/London')::date) - 1)),
       due_at, recipients
  from moved
