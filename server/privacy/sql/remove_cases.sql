select remove_cases($1::uuid[], $2::int[]) as removed
