select k.id, k.name, k.user_id,
       -- A user lends role and organisations to its keys.
       coalesce(u.role, k.role) as role,
       organisation_codes(case when u.id is null then k.organisation_ids else u.organisation_ids end)
         as organisations,
       epoch_us(k.expires_at) as expires_at_us, epoch_us(k.revoked_at) as revoked_at_us,
       case when k.revoked_at is not null then 'REVOKED'
            when k.expires_at <= clock_timestamp() then 'EXPIRED'
            else 'VALID' end as state,
       k.version, epoch_us(k.created_at) as created_at_us,
       k.scopes, k.exchange_only, k.certificate_sha256, k.certificate_names,
       epoch_us(k.last_used_at) as last_used_at_us
  from access_key k left join access_user u on u.id = k.user_id
