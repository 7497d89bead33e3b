insert into training_record (organisation_id, id, champion_id, course_id, completed_on, outcome, certificate, import_id)
select organisation_id, id, champion_id, course_id, completed_on, outcome, certificate, (select import_id())
  from plan_training where is_new and line = first_line;
update training_record t
   set outcome = p.outcome, certificate = p.certificate, reason = null, version = t.version + 1, import_id = (select import_id()),
       updated_at = clock_timestamp()
  from plan_training p
 where p.is_changed and t.organisation_id = p.organisation_id and t.id = p.id;
