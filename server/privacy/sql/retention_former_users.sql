-- Users who were disabled and not changed since $1.
select null::int as organisation_id, u.id as object, (u.updated_at at time zone 'Europe/London')::date as since,
       false as held
  from access_user u
 where u.state = 'DISABLED' and u.updated_at < ($1::date + 1)::timestamp at time zone 'Europe/London'
   and u.name <> '(removed)'
