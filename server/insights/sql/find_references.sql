select (select id from organisation where code = $1) as organisation_id,
       (select id from programme where code = $2) as programme_id,
       (clock_timestamp() at time zone 'Europe/London')::date as today
