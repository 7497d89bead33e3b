delete from user_known_address
 where (user_id, address_hash) in (
   select user_id, address_hash from user_known_address
    where last_at < clock_timestamp() - interval '90 days'
    order by last_at
    limit 10
      for update skip locked)
