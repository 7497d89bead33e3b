-- Those that a user signed in to beyond the newest $2 that live. The caller keeps the user from changing, so that no
-- two sign-ins count at once.
update access_session set revoked_at = clock_timestamp()
 where id in (
   select s.id from access_session s
    where s.user_id = $1::uuid and s.revoked_at is null
      and session_end(s.expires_at, coalesce(s.last_used_at, s.created_at), s.idle_seconds) > clock_timestamp()
    order by s.id desc
   offset $2::int)
returning id
