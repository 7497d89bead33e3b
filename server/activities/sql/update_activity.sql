update activity
   set programme_id = $3::int, name = $4, kind = $5::activity_kind,
       starts_at = from_epoch_us($6::bigint), ends_at = from_epoch_us($7::bigint), ward = $8,
       partner_ids = $9::int[], award_id = $10::uuid,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where organisation_id = $1::int and id = $2::uuid
