insert into award (organisation_id, external_id, fund_id, programme_id, title, amount_pence,
                   awarded_on, starts_on, ends_on)
values ($1::int, $2, $3::int, $4::int, $5, $6::bigint, $7::date, $8::date, $9::date)
on conflict (organisation_id, external_id) do nothing
returning id
