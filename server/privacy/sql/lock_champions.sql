select c.id as object from unnest($1::uuid[], $2::int[]) as wanted (id, organisation_id)
  join champion c on c.organisation_id = wanted.organisation_id and c.id = wanted.id
 order by c.id for no key update of c
