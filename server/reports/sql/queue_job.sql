-- $2 the quarter, or null for the last that is over.
insert into export_job (schedule_id, quarter, due_at, recipients)
select s.id,
       coalesce($2::date, s.quarter, quarter_of(quarter_of((clock_timestamp() at time zone 'Europe/London')::date) - 1)),
       clock_timestamp(), s.recipients
  from export_schedule s
 where s.id = $1::int
returning id
