select r.organisation_id, o.code as organisation, r.id, r.champion_id, r.ground, r.reason, r.subject_request_id,
       r.objection_id, r.told_on, r.lift_reason, epoch_us(r.lifted_at) as lifted_at_us,
       (r.created_at at time zone 'Europe/London')::date as restricted_on,
       coalesce(r.user_id, r.key_id) as recorded_by, r.version,
       epoch_us(r.created_at) as created_at_us, epoch_us(r.updated_at) as updated_at_us
  from organisation o
  join champion_restriction r on r.organisation_id = o.id
