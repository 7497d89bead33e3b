select method, body_hash, answer from begin_write($1::int[], $2::boolean, $3::boolean, $4::int, $5::uuid, $6::uuid)
