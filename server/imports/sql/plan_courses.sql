create temp table plan_courses on commit drop as
select *, not is_new and ((name, valid_months) is distinct from (was_name, was_valid_months)
                          or required_for <> was_required_for) as is_changed
  from (select s.line, s.bad, c.id, s.code, s.name, c.name as was_name, c.valid_months as was_valid_months,
               c.id is null as is_new,
               case when (select import_has('valid_months')) then coalesce(s.valid_months, 0)
                    else coalesce(c.valid_months, 0) end as valid_months,
               was.required_for as was_required_for,
               case when (select import_has('required_for'))
                    then (select coalesce(array_agg(p.code order by p.code), '{}') from programme p
                           where p.code = any (s.required_for))
                    else was.required_for end as required_for
          from stage_courses s
          left join course c on c.code = s.code
         cross join lateral (
                select coalesce(array_agg(p.code order by p.code), '{}') as required_for
                  from course_requirement r join programme p on p.id = r.programme_id
                 where r.course_id = c.id) was
         where not s.bad) x
