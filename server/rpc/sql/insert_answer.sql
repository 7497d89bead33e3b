insert into request_answer (key_id, request_id, method, body_hash, answer)
values ($1::uuid, $2::uuid, $3, $4::bytea, $5::bytea)
