select wrapped from keyring.data_key where organisation_id = $1::int and owner_id = $2::uuid
