select (from_epoch_us($1::bigint) at time zone 'Europe/London')::date as day
