-- Gives a row where something changed: `created` where there was none.
insert into printed_headline as h (programme_id, as_at, recruited_to_date, trained_to_date, reached_to_date)
values ($1::int, $2::date, $3::bigint, $4::bigint, $5::bigint)
on conflict (programme_id, as_at) do update
   set recruited_to_date = excluded.recruited_to_date, trained_to_date = excluded.trained_to_date,
       reached_to_date = excluded.reached_to_date, version = h.version + 1, updated_at = clock_timestamp()
 where (h.recruited_to_date, h.trained_to_date, h.reached_to_date)
       is distinct from (excluded.recruited_to_date, excluded.trained_to_date, excluded.reached_to_date)
returning h.version = 1 as created
