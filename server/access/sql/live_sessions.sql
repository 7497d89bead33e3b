-- Of one key, counted no further than asked. Those made at the same moment are not seen: the bound
-- need not be exact.
select count(*) as live
  from (select from access_session s
         where s.key_id = $1::uuid and s.revoked_at is null and s.expires_at > clock_timestamp()
         limit $2::int) few
