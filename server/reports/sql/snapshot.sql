-- What a statement sees now: as long as it is the same text, nothing was committed, by anyone.
select pg_current_snapshot()::text as snapshot, epoch_us(clock_timestamp()) as now_us
