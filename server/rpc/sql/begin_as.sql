select begin_as($1::int[], $2::boolean, $3::boolean, $4::int)
