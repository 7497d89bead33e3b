select c.id, c.risk_id, c.text, c.owner, c.due_on, c.done_on, c.version,
       epoch_us(c.created_at) as created_at_us, epoch_us(c.updated_at) as updated_at_us
  from risk_action c
