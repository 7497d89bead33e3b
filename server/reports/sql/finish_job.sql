-- $3 the number of the publication or 0, $4 the files, $5 whether the recipients are to be told.
update export_job
   set state = 'DONE', finished_at = clock_timestamp(), error = null,
       publication = nullif($3::int, 0), files = $4::jsonb,
       mail_pending = case when $5::boolean then recipients else '{}' end,
       mail_next_at = case when $5::boolean and recipients <> '{}' then clock_timestamp() end
 where id = $1::uuid and attempts = $2::int and state = 'RUNNING'
