with next as (
  select id from export_job
   where state in ('QUEUED', 'RUNNING') and not_before <= clock_timestamp()
   order by due_at
   limit 1
     for no key update skip locked
)
update export_job j
   set state = 'RUNNING', attempts = j.attempts + 1, not_before = clock_timestamp() + interval '1 hour'
  from next
 where j.id = next.id
returning j.id
