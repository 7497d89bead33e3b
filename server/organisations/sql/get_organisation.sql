select o.id, o.code, o.name, o.identifier, o.communities, o.version,
       epoch_us(o.created_at) as created_at_us, epoch_us(o.updated_at) as updated_at_us
  from organisation o
 where o.code = $1
