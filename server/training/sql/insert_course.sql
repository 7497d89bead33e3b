insert into course (code, name, valid_months) values ($1, $2, $3::int)
on conflict (code) do nothing
returning id
