select o.code as organisation, a.champion_id, a.act, a.acted_on, a.restriction_id, a.subject_request_id
  from organisation o
  join owed_notification a on a.organisation_id = o.id
