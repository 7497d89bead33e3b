-- Notes the instance key in force; gives one that was used before and is not in the file any more.
with known as (
  insert into keyring.instance_key (name) values (($1::text[])[1]) on conflict (name) do nothing)
select name from keyring.instance_key where name <> all ($1::text[]) limit 1
