-- Those that the caller sees, also where an import was taken back.
select code, id from organisation_name where code = any ($1::text[])
