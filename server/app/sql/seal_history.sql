update personal_history h
   set data = x.value -> 'data'
  from jsonb_array_elements($1::jsonb) x
 where h.history_id = (x.value ->> 'history_id')::bigint
