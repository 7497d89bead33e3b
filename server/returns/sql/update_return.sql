update organisation_return
   set state = $3::return_state, commentary = $4, reason = $5, submitted_in_quarter = $6::bigint[],
       submitted_to_date = $7::bigint[], submitted_at = from_epoch_us($8::bigint), version = version + 1,
       updated_at = clock_timestamp()
 where organisation_id = $1::int and quarter = $2::date
