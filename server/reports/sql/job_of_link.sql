select j.id, j.schedule_id, s.code as schedule, s.edition, j.quarter, j.state, j.error, j.attempts,
       coalesce(j.publication, 0) as publication, epoch_us(j.due_at) as due_at_us,
       (j.due_at at time zone 'Europe/London')::date as due_on, epoch_us(j.finished_at) as finished_at_us, j.files,
       j.recipients, j.mail_pending, j.mail_attempts, j.mail_error
  from export_job j
  join export_schedule s on s.id = j.schedule_id
 where j.id = $1::uuid and j.state = 'DONE' and not s.disabled
