-- Gives the programmes whose requirement came, went or got another day.
with given as (
  select p.id as programme_id, g.required_from
    from unnest($2::text[], $3::date[]) g (code, required_from) join programme p on p.code = g.code),
gone as (
  delete from course_requirement r
   where r.course_id = $1::int and not exists (select from given g where g.programme_id = r.programme_id)
  returning r.programme_id),
put as (
  insert into course_requirement as r (course_id, programme_id, required_from)
  select $1::int, programme_id, required_from from given order by programme_id
  on conflict on constraint course_requirement_key do update
     set required_from = excluded.required_from, version = r.version + 1, import_id = null
   where r.required_from is distinct from excluded.required_from
  returning r.programme_id)
select coalesce(array_agg(programme_id), '{}') as programme_ids
  from (select programme_id from gone union all select programme_id from put) changed
