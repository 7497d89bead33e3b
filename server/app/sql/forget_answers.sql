delete from request_answer
 where (key_id, request_id) in (
   select key_id, request_id from request_answer
    where answered_at < clock_timestamp() - interval '35 days'
    order by answered_at
    limit 5000)
