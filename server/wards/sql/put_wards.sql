-- $1 codes, $2 names, $3 populations, $4 deciles; 0 is not known
with given as (
  select code, name, nullif(population, 0) as population, nullif(decile, 0) as decile
    from unnest($1::text[], $2::text[], $3::int[], $4::int[]) as g (code, name, population, decile)
), was as (
  select w.* from ward w join given g on g.code = w.code
), put as (
  insert into ward as w (code, name, population, deprivation_decile)
  select code, name, population, decile from given
      on conflict (code) do update
     set name = excluded.name, population = excluded.population, deprivation_decile = excluded.deprivation_decile
   where (w.name, w.population, w.deprivation_decile)
         is distinct from (excluded.name, excluded.population, excluded.deprivation_decile)
  returning code)
select (select count(*) from put where code not in (select code from was)) as created,
       (select count(*) from put where code in (select code from was)) as amended,
       (select count(*) from given where code not in (select code from put)) as unchanged
