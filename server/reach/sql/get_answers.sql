select request_id, method, body_hash, answer from request_answer
 where key_id = $1::uuid and request_id = any ($2::uuid[])
