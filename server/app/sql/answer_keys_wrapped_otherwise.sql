-- As keys_wrapped_otherwise, of answers that are kept for retries.
select key_id, request_id, wrapped
  from keyring.answer_key
 where (key_id, request_id) > ($2::uuid, $3::uuid) and split_part(wrapped, ':', 1) <> $1
 order by key_id, request_id
 limit $4::int
   for update
