select s.id, s.code, s.name, s.format, s.edition, s.policy, s.quarter, s.cadence, s.first_on, s.recipients, s.link_days,
       s.disabled, s.owner_id, u.name as owner, s.version, epoch_us(s.next_at) as next_at_us,
       epoch_us(s.created_at) as created_at_us, epoch_us(s.updated_at) as updated_at_us
  from export_schedule s
  join access_user u on u.id = s.owner_id
 where s.code = $1
   for no key update of s
