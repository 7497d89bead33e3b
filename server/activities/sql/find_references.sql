-- A programme that the caller may record nothing of is not there (0032).
select o.id as organisation_id,
       (select p.id from programme p where p.code = $2 and is_own_programme(o.id, p.id)) as programme_id,
       (from_epoch_us($3::bigint) at time zone 'Europe/London')::date as starts_on,
       (from_epoch_us($4::bigint) at time zone 'Europe/London')::date as ends_on
  from (select (select id from organisation where code = $1) as id) o
