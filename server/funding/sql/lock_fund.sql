select from fund where code = $1 for no key update
