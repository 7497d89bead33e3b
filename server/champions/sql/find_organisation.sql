select id from organisation where code = $1
