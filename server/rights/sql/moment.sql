select (clock_timestamp() at time zone 'Europe/London')::date as today
