update keyring.answer_key k set wrapped = n.wrapped
  from unnest($1::uuid[], $2::uuid[], $3::text[]) as n (key_id, request_id, wrapped)
 where k.key_id = n.key_id and k.request_id = n.request_id
