select lock_cases($1::uuid[], $2::int[])
