select begin_as($1::int[], $2::boolean, false, $3::int)
