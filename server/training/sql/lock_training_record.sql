select t.id, t.organisation_id, o.code as organisation, t.champion_id, t.course_id, c.code as course,
       t.course_run_id, t.completed_on, t.outcome, t.certificate, t.reason, t.version,
       epoch_us(t.created_at) as created_at_us, epoch_us(t.updated_at) as updated_at_us
  from organisation o
  join training_record t on t.organisation_id = o.id and t.id = $1::uuid
  join course c on c.id = t.course_id
   for no key update of t
