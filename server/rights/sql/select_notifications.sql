select n.organisation_id, o.code as organisation, n.id, n.champion_id, n.act, n.recipient, n.told_on, n.not_told,
       n.reason, n.subject_request_id, n.withdraw_reason, epoch_us(n.withdrawn_at) as withdrawn_at_us,
       coalesce(n.user_id, n.key_id) as recorded_by, n.version,
       epoch_us(n.created_at) as created_at_us, epoch_us(n.updated_at) as updated_at_us
  from organisation o
  join recipient_notification n on n.organisation_id = o.id
