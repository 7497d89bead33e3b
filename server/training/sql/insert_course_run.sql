insert into course_run (course_id, starts_at, ends_at, venue, capacity)
values ($1::int, from_epoch_us($2::bigint), from_epoch_us($3::bigint), $4, $5::int)
returning id
