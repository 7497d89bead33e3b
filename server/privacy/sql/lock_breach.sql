select from breach where id = $1::uuid for no key update
