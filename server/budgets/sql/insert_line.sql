insert into budget_line (year, kind, name, amount_pence, note)
values ($1, $2::budget_line_kind, $3, $4::bigint, $5)
on conflict (year, kind, name) where state = 'ACTIVE' do nothing
returning id
