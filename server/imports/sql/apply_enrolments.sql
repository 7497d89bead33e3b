insert into enrolment (organisation_id, id, champion_id, programme_id, enrolled_on, ended_on, end_reason, import_id)
select organisation_id, id, champion_id, programme_id, enrolled_on, ended_on, end_reason, (select import_id())
  from plan_enrolments where is_new and line = first_line;
update enrolment e
   set ended_on = p.ended_on, end_reason = p.end_reason, version = e.version + 1, import_id = (select import_id()),
       updated_at = clock_timestamp()
  from plan_enrolments p
 where p.is_changed and e.organisation_id = p.organisation_id and e.id = p.id;
