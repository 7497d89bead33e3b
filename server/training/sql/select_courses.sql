select c.id, c.code, c.name, c.valid_months, required.programmes, required.required_from, c.version,
       epoch_us(c.created_at) as created_at_us, epoch_us(c.updated_at) as updated_at_us
  from course c
 cross join lateral (
       select coalesce(array_agg(p.code order by p.code), '{}') as programmes,
              coalesce(array_agg(coalesce(r.required_from::text, '') order by p.code), '{}') as required_from
         from course_requirement r join programme p on p.id = r.programme_id
        where r.course_id = c.id) required
