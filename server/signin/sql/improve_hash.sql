-- The same password under other costs.
update user_password set sealed_hash = $2::bytea where user_id = $1::uuid
