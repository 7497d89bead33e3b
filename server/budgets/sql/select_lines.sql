select l.id, l.year, l.kind, l.name, l.amount_pence, l.note, l.state, l.void_reason, l.version,
       epoch_us(l.created_at) as created_at_us, epoch_us(l.updated_at) as updated_at_us
  from budget_line l
