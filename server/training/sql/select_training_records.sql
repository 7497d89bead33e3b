select t.id, t.organisation_id, o.code as organisation, t.champion_id, t.course_id, c.code as course,
       t.course_run_id, t.completed_on, t.outcome, case when not k.restricted then t.certificate end as certificate,
       case when not k.restricted then t.reason end as reason, t.version,
       epoch_us(t.created_at) as created_at_us, epoch_us(t.updated_at) as updated_at_us
  from organisation o
  join training_record t on t.organisation_id = o.id
  join course c on c.id = t.course_id
 cross join lateral (
       select exists (select from champion_restriction r
                       where r.organisation_id = t.organisation_id and r.champion_id = t.champion_id
                         and r.lifted_at is null) as restricted) k
