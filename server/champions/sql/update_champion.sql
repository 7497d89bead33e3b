update champion
   set state = $3::champion_state, recruited_on = $4::date, left_on = $5::date, role = $6, career_goal = $7,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where organisation_id = $1::int and id = $2::uuid
