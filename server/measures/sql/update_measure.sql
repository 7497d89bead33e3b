update measure
   set objective = $2, name = $3, unit = $4, better = $5::measure_direction, target_kind = $6::measure_target_kind,
       target_thousandths = $7::bigint, target_text = $8, baseline_thousandths = $9::bigint, baseline_text = $10,
       commentary = $11, printed_change_percent = $12, printed_status = $13,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where id = $1::uuid
