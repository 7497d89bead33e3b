-- The principal behind a token's hash, and whether it may still sign in.
-- organisation codes are for WhoAmI; access_key and access_user belong to no organisation.
select k.id as key_id, k.user_id, coalesce(u.name, k.name) as name,
       coalesce(u.role, k.role) as role,
       case when u.id is null then k.organisation_ids else u.organisation_ids end as organisation_ids,
       organisation_codes(case when u.id is null then k.organisation_ids else u.organisation_ids end)
         as organisation_codes,
       k.revoked_at is null
         and (k.expires_at is null or k.expires_at > clock_timestamp())
         and coalesce(u.state = 'ENABLED', true) as valid
  from access_key k left join access_user u on u.id = k.user_id
 where k.token_hash = $1::bytea
