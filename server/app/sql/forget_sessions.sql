delete from access_session
 where id in (
   select id from access_session
    where least(expires_at, revoked_at) < clock_timestamp() - interval '1 day'
    order by least(expires_at, revoked_at)
    limit 5000)
