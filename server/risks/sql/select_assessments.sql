select a.id, a.risk_id, a.place, a.assessed_on, a.impact, a.probability, a.direction, a.is_review, a.comment, a.key_id,
       a.user_id, epoch_us(a.recorded_at) as recorded_at_us
  from risk_assessment a
