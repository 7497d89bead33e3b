insert into printed_budget_total as t (year, name, amount_pence)
values ($1, $2, $3::bigint)
on conflict (year) do update
   set name = excluded.name, amount_pence = excluded.amount_pence, version = t.version + 1,
       updated_at = clock_timestamp()
 where (t.name, t.amount_pence) is distinct from (excluded.name, excluded.amount_pence)
returning t.version = 1 as created
