with answer as (
  insert into request_answer (key_id, request_id, method, body_hash, answer)
  values ($1::uuid, $2::uuid, $3, $4::bytea, $5::bytea))
insert into keyring.answer_key (key_id, request_id, wrapped)
select $1::uuid, $2::uuid, $6::text where $6::text is not null
