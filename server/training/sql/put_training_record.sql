insert into training_record as t
       (organisation_id, champion_id, course_id, course_run_id, completed_on, outcome, certificate)
values ($1::int, $2::uuid, $3::int, $4::uuid, $5::date, $6::training_outcome, $7)
on conflict on constraint training_record_key do update
   set course_run_id = excluded.course_run_id, outcome = excluded.outcome,
       certificate = excluded.certificate, reason = null,
       version = t.version + 1, import_id = null, updated_at = clock_timestamp()
 where t.outcome = 'WITHDRAWN'
returning t.id
