-- The next data keys, in the order of their owners, that another instance key than $1 has wrapped.
-- $2, $3: the last owner before; $4: how many at most.
select organisation_id, owner_id, wrapped
  from keyring.data_key
 where (organisation_id, owner_id) > ($2::int, $3::uuid) and split_part(wrapped, ':', 1) <> $1
 order by organisation_id, owner_id
 limit $4::int
   for update
