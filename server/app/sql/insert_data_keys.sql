insert into keyring.data_key (organisation_id, owner_id, wrapped)
select * from unnest($1::int[], $2::uuid[], $3::text[])
