update insight
   set programme_id = $3::int, heard_on = $4::date, kind = $5::insight_kind, theme = $6, theme_key = $7,
       community = $8, community_key = $9, topic = $10::reach_topic, ward = $11, text = $12, quotable = $13::boolean,
       quote_permission = $14, state = $15::insight_state, response = $16, responded_on = $17::date, reason = $18,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where organisation_id = $1::int and id = $2::uuid
