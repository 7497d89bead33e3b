select e.organisation_id, o.code as organisation, e.id, e.champion_id, p.code as programme,
       e.enrolled_on, e.ended_on,
       case when not exists (select from champion_restriction r
                              where r.organisation_id = e.organisation_id and r.champion_id = e.champion_id
                                and r.lifted_at is null) then e.end_reason end as end_reason, e.version,
       epoch_us(e.created_at) as created_at_us, epoch_us(e.updated_at) as updated_at_us,
       (select t.trained_on from enrolment_trained t
         where t.organisation_id = e.organisation_id and t.enrolment_id = e.id) as trained_on
  from organisation o
  join enrolment e on e.organisation_id = o.id
  join programme p on p.id = e.programme_id
