select u.id, u.state = 'ENABLED' as enabled
  from user_identity i join access_user u on u.id = i.user_id
 where i.issuer = $1 and i.subject = $2
   for no key update of u
