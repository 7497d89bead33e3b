select y.organisation_id, y.id, y.award_id, o.code as organisation, y.amount_pence, y.paid_on,
       y.reference, y.state, y.void_reason, y.version,
       epoch_us(y.created_at) as created_at_us, epoch_us(y.updated_at) as updated_at_us
  from organisation o
  join payment y on y.organisation_id = o.id
