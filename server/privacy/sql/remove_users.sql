-- What tells who they were, and their credentials. The id stays, since the audit log names it.
with wanted as (select id from unnest($1::uuid[], $2::int[]) as w (id, organisation_id)),
codes as (delete from user_recovery_code x using wanted w where x.user_id = w.id),
totp as (delete from user_totp x using wanted w where x.user_id = w.id),
passwords as (delete from user_password x using wanted w where x.user_id = w.id),
identities as (delete from user_identity x using wanted w where x.user_id = w.id),
addresses as (delete from user_known_address x using wanted w where x.user_id = w.id),
keys as (
  update access_key k set name = '(removed)', revoked_at = coalesce(k.revoked_at, clock_timestamp()),
         version = k.version + 1
    from wanted w where k.user_id = w.id),
memberships as (
  update access_membership m set ended_at = clock_timestamp()
    from wanted w where m.user_id = w.id and m.ended_at is null),
users as (
  update access_user u set name = '(removed)', email = null, version = u.version + 1, updated_at = clock_timestamp()
    from wanted w where u.id = w.id
  returning u.id)
select count(*) as removed from users
