update keyring.data_key k set wrapped = n.wrapped
  from unnest($1::int[], $2::uuid[], $3::text[]) as n (organisation_id, owner_id, wrapped)
 where k.organisation_id = n.organisation_id and k.owner_id = n.owner_id
