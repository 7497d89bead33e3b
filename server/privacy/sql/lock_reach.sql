select r.id as object from unnest($1::uuid[], $2::int[]) as wanted (id, organisation_id)
  join reach r on r.organisation_id = wanted.organisation_id and r.id = wanted.id
 order by r.id for no key update of r
