-- The user again, so that nobody changes it until the transaction ends.
select u.state = 'ENABLED' as enabled, p.sealed_hash, t.sealed_secret, t.confirmed_at is not null as has_totp, t.last_step,
       epoch_us(clock_timestamp()) as now_us
  from access_user u
       left join user_password p on p.user_id = u.id
       left join user_totp t on t.user_id = u.id
 where u.id = $1::uuid
   for no key update of u
