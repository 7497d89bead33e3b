select narrow_programmes($1::int[], $2::int[])
