select (select id from organisation where code = $1) as organisation_id,
       (select id from programme where code = $2) as programme_id,
       (from_epoch_us($3::bigint) at time zone 'Europe/London')::date as starts_on,
       (from_epoch_us($4::bigint) at time zone 'Europe/London')::date as ends_on
