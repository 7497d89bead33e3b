select narrow_personal($1::int[])
