select u.id, u.name, u.email, u.role, u.organisation_ids,
       organisation_codes(u.organisation_ids) as organisations, u.state, u.version,
       epoch_us(u.created_at) as created_at_us, epoch_us(u.updated_at) as updated_at_us
  from access_user u
 where u.id = $1::uuid
   for no key update
