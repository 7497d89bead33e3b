-- Whoever could not be told is tried again after 5, 10, 20 and 40 minutes.
update export_job
   set mail_pending = $2::text[], mail_attempts = $3::int, mail_error = $4,
       mail_next_at = case when $2::text[] <> '{}' and $3::int < 5
                           then clock_timestamp() + interval '5 minutes' * 2 ^ ($3::int - 1) end
 where id = $1::uuid
