select begin_as('{}', true, false, $1::int)
