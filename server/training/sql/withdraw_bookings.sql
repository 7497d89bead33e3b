update training_record
   set outcome = 'WITHDRAWN', reason = 'the course run was cancelled',
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where course_run_id = $1::uuid and outcome = 'BOOKED'
returning organisation_id, id, champion_id
