-- Users belong to no organisation.
select u.id as object from unnest($1::uuid[], $2::int[]) as wanted (id, organisation_id)
  join access_user u on u.id = wanted.id
 order by u.id for no key update of u
