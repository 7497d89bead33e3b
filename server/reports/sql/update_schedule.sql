update export_schedule
   set name = $2, format = $3::export_format, edition = $4::export_edition, policy = $5, quarter = $6::date,
       cadence = $7::export_cadence, first_on = $8::date, recipients = $9::text[], link_days = $10::int,
       disabled = $11::boolean, next_at = export_due_after($8::date, $7::export_cadence, clock_timestamp()),
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where id = $1::int
