insert into breach (occurred_on, discovered_at, text, data_categories, people_affected, consequences, measures, due_at)
values ($1::date, from_epoch_us($2::bigint), $3, $4::text[], $5::int, $6, $7, from_epoch_us($8::bigint))
returning id
