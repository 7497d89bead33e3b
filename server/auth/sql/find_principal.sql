-- The principal behind the hash of a key's or a session's token, and whether it may still sign in.
-- organisation codes are for WhoAmI; these tables belong to no organisation.
select c.token_hash, c.key_id, u.id as user_id, coalesce(u.name, c.name) as name,
       coalesce(u.role, c.role) as role,   -- null of a user who has none
       case when u.id is null then c.organisation_ids else u.organisation_ids end as organisation_ids,
       organisation_codes(case when u.id is null then c.organisation_ids else u.organisation_ids end)
         as organisation_codes,
       c.session_id, c.scopes is not null as scoped, c.scopes, c.exchange_only,
       c.certificate_sha256, c.certificate_names, c.signed_in_ms_ago, c.idle_left_ms,
       c.valid and coalesce(u.state = 'ENABLED', true) as valid, m.roles, m.organisation_ids as places,
       m.organisations, m.programme_ids, m.programmes
  from (select k.token_hash, k.id as key_id, k.user_id, k.name, k.role, k.organisation_ids,
               null::uuid as session_id, k.scopes, k.exchange_only,
               k.certificate_sha256, k.certificate_names,
               null::bigint as signed_in_ms_ago, null::bigint as idle_left_ms,
               k.revoked_at is null
                 and (k.expires_at is null or k.expires_at > clock_timestamp()) as valid
          from access_key k
         where k.token_hash = $1::bytea
         union all
        -- A session ends with its key. Its scopes were checked against the key's, which never change.
        select s.token_hash, k.id, coalesce(s.user_id, k.user_id), k.name, k.role,
               k.organisation_ids, s.id, coalesce(s.scopes, k.scopes), false,
               s.certificate_sha256, '{}',
               case when s.user_id is not null
                    then (epoch_us(clock_timestamp()) - epoch_us(s.created_at)) / 1000 end,
               case when s.idle_seconds is not null
                    then (epoch_us(session_end(s.expires_at, coalesce(s.last_used_at, s.created_at), s.idle_seconds))
                          - epoch_us(clock_timestamp())) / 1000 end,
               s.revoked_at is null
                 and session_end(s.expires_at, coalesce(s.last_used_at, s.created_at), s.idle_seconds)
                     > clock_timestamp()
                 and (k.id is null
                      or k.revoked_at is null
                         and (k.expires_at is null or k.expires_at > clock_timestamp()))
          from access_session s left join access_key k on k.id = s.key_id
         where s.token_hash = $1::bytea) c
       left join access_user u on u.id = c.user_id
       left join lateral (
            select array_agg(m.role::text) as roles, array_agg(coalesce(m.organisation_id, 0)) as organisation_ids,
                   array_agg(coalesce(m.organisation, '')) as organisations,
                   array_agg(coalesce(m.programme_id, 0)) as programme_ids,
                   array_agg(coalesce(m.programme, '')) as programmes
              from memberships_of(u.id) m) m on u.id is not null
