select id from course where code = $1
