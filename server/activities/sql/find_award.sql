select from award where organisation_id = $1::int and id = $2::uuid
