update access_session s set revoked_at = clock_timestamp()
 where s.user_id = $1::uuid and s.revoked_at is null and s.id is distinct from $2::uuid
   and session_end(s.expires_at, coalesce(s.last_used_at, s.created_at), s.idle_seconds) > clock_timestamp()
