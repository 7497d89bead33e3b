select stop_posting($1::uuid[])
