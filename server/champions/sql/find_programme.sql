select id from programme where code = $1
