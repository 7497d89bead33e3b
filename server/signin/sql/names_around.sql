select n.name from names_around_user($1::uuid) n
