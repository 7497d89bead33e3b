-- Notes the instance key in force; gives one that was used before and is not in the file any more, or
-- the one in force where it was given up.
with known as (
  insert into keyring.instance_key (name) values (($1::text[])[1]) on conflict (name) do nothing)
select name, retired_at is not null and name = ($1::text[])[1] as is_retired
  from keyring.instance_key
 where name <> all ($1::text[]) or (name = ($1::text[])[1] and retired_at is not null)
 limit 1
