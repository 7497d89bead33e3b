update safeguarding_case
   set state = $3::case_state, referred_to = $4, referred_on = $5::date, outcome = $6, version = version + 1,
       updated_at = clock_timestamp()
 where organisation_id = $1::int and id = $2::uuid
