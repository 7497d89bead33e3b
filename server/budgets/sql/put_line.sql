-- Gives a row where something changed: `created` where there was no such line that stands.
insert into budget_line as l (year, kind, name, amount_pence)
values ($1, $2::budget_line_kind, $3, $4::bigint)
on conflict (year, kind, name) where state = 'ACTIVE' do update
   set amount_pence = excluded.amount_pence, version = l.version + 1, import_id = null,
       updated_at = clock_timestamp()
 where l.amount_pence <> excluded.amount_pence
returning id, l.version = 1 as created
