select id from training_record
 where organisation_id = $1::int and champion_id = $2::uuid and course_id = $3::int
   and (completed_on = $4::date or course_run_id = $5::uuid) and outcome <> 'WITHDRAWN'
 limit 1
