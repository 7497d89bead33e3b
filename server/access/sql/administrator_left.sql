-- A user without a valid key cannot sign in, so keys are counted, not users; of keys with scopes, those
-- that can still make others.
select exists (
  select from access_key k left join access_user u on u.id = k.user_id
   where coalesce(u.role, k.role) = 'ADMINISTRATOR'
     and coalesce(u.state = 'ENABLED', true)
     and (k.scopes is null or 'access.write' = any (k.scopes))
     and k.revoked_at is null
     and (k.expires_at is null or k.expires_at > clock_timestamp())) as administrator_left
