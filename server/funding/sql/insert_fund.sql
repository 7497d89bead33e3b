insert into fund (code, name, budget_pence, starts_on, ends_on)
values ($1, $2, $3::bigint, $4::date, $5::date)
on conflict (code) do nothing
returning id
