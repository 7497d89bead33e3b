-- The last day whose records of a class are not kept any longer; null where they are kept for ever.
select ((clock_timestamp() at time zone 'Europe/London') - make_interval(months => keep_months))::date as day
  from retention_rule where class = $1 and keep_months > 0
