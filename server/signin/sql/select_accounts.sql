-- What a sign-in needs to know of a user; $1 is the keyed hash of the caller's address.
select u.id, array(select u.role::text where u.role is not null
                  union all select m.role::text from memberships_of(u.id) m) as roles,
       u.email, u.name, u.state = 'ENABLED' as enabled, p.sealed_hash, coalesce(p.temporary, false) as temporary,
       coalesce(p.expires_at <= clock_timestamp(), false) as password_expired,
       t.confirmed_at is not null as has_totp,
       exists (select from user_known_address k where k.user_id = u.id and k.address_hash = $1::bytea) as known_address
  from access_user u
       left join user_password p on p.user_id = u.id
       left join user_totp t on t.user_id = u.id
