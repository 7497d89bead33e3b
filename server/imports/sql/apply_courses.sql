insert into course (code, name, valid_months, import_id)
select code, name, valid_months, (select import_id()) from plan_courses where is_new;
update course c
   set name = p.name, valid_months = p.valid_months,
       version = c.version + 1, import_id = (select import_id()), updated_at = clock_timestamp()
  from plan_courses p where p.is_changed and c.id = p.id;
delete from course_requirement r
 using plan_courses p, programme g
 where p.is_changed and r.course_id = p.id and g.id = r.programme_id and g.code <> all (p.required_for);
insert into course_requirement (course_id, programme_id, import_id)
select c.id, g.id, (select import_id())
  from plan_courses p
  join course c on c.code = p.code
 cross join lateral unnest(p.required_for) as n (code)
  join programme g on g.code = n.code
 where (p.is_new or p.is_changed)
    on conflict (programme_id, course_id) do nothing;
