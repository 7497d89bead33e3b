select x.organisation_id, o.code as organisation, x.id, x.champion_id, x.purpose, x.objected_on, x.subject_request_id,
       x.state, x.told_on, x.reason,
       exists (select from champion_erasure e
                where e.organisation_id = x.organisation_id and e.champion_id = x.champion_id) as erased,
       coalesce(x.user_id, x.key_id) as recorded_by, x.version,
       epoch_us(x.created_at) as created_at_us, epoch_us(x.updated_at) as updated_at_us
  from organisation o
  join champion_objection x on x.organisation_id = o.id
