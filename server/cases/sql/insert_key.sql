insert into keyring.data_key (organisation_id, owner_id, wrapped) values ($1::int, $2::uuid, $3)
