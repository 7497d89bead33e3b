select count(*) as bookings
  from training_record b
  join training_record t on t.organisation_id = b.organisation_id and t.champion_id = b.champion_id
   and t.course_id = b.course_id and t.completed_on = $2::date and t.id <> b.id
 where b.course_run_id = $1::uuid and b.outcome = 'BOOKED' and t.outcome <> 'WITHDRAWN'
