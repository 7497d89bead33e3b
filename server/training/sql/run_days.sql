select (from_epoch_us($1::bigint) at time zone 'Europe/London')::date as starts,
       (from_epoch_us($2::bigint) at time zone 'Europe/London')::date as ends,
       ((clock_timestamp() at time zone 'Europe/London')::date + interval '1 year')::date as latest
