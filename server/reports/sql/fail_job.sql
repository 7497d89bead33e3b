-- $4 whether it is not tried again whatever comes.
update export_job
   set state = case when $4::boolean or attempts >= 3 then 'FAILED' else 'QUEUED' end::export_state,
       finished_at = case when $4::boolean or attempts >= 3 then clock_timestamp() end,
       not_before = clock_timestamp() + interval '5 minutes' * attempts, error = $3
 where id = $1::uuid and attempts = $2::int and state = 'RUNNING'
