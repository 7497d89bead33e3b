select p.id, p.code, p.name, p.state, p.starts_on, p.ends_on, p.version,
       epoch_us(p.created_at) as created_at_us, epoch_us(p.updated_at) as updated_at_us
  from programme p
 where p.code = $1
