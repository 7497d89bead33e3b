delete from reach_note where organisation_id = $1::int and reach_id = $2::uuid
