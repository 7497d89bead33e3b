insert into request_answer (key_id, request_id, method, body_hash, answer)
select $1::uuid, a.request_id, $2, a.body_hash, a.answer
  from unnest($3::uuid[], $4::bytea[], $5::bytea[]) as a (request_id, body_hash, answer)
