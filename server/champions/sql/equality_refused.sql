select purpose_refused($1::int, $2::uuid, 'EQUALITY_MONITORING') as refused
