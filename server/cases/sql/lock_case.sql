-- The lock alone: a statement that waited for it would join the other tables as they were before.
select (clock_timestamp() at time zone 'Europe/London')::date as today
  from organisation o join safeguarding_case c on c.organisation_id = o.id and c.id = $1::uuid
   for no key update of c
