delete from used_id_token
 where token_hash in (
   select token_hash from used_id_token
    where expires_at < clock_timestamp()
    order by expires_at
    limit 10
      for update skip locked)
