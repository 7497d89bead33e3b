select s.id, s.key_id, coalesce(s.user_id, k.user_id) as user_id, s.method, s.scopes,
       s.certificate_sha256, s.address, epoch_us(s.created_at) as created_at_us,
       epoch_us(s.expires_at) as expires_at_us, epoch_us(s.last_used_at) as last_used_at_us,
       epoch_us(s.revoked_at) as revoked_at_us,
       case when s.idle_seconds is not null
            then epoch_us(session_end(s.expires_at, coalesce(s.last_used_at, s.created_at), s.idle_seconds)) end
         as idle_end_us,
       -- A session ends with its key.
       case when s.revoked_at is not null or k.revoked_at is not null then 'REVOKED'
            when least(session_end(s.expires_at, coalesce(s.last_used_at, s.created_at), s.idle_seconds),
                       k.expires_at) <= clock_timestamp() then 'EXPIRED'
            else 'LIVE' end as state
  from access_session s left join access_key k on k.id = s.key_id
