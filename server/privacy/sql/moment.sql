select epoch_us(clock_timestamp()) as now_us, (clock_timestamp() at time zone 'Europe/London')::date as today
