select k.id from access_key k where k.id = $1::uuid or k.user_id = $1::uuid
