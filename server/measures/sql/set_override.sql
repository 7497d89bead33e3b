update measure
   set override_status = $2::measure_status, override_reason = $3, override_key = $4::uuid, override_user = $5::uuid,
       overridden_at = case when $2::measure_status is not null then clock_timestamp() end,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where id = $1::uuid
