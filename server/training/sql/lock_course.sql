select from course where code = $1 for no key update
