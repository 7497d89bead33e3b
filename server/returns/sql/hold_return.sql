select version from organisation_return where organisation_id = $1::int and quarter = $2::date for update
