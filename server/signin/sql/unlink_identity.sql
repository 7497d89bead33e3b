delete from user_identity where user_id = $2::uuid and issuer = $1
