-- Who holds an unexpired certificate of every course that a programme requires on the day: people, by the training
-- of all their records.
-- $1 day, $2 by organisation, $3 by programme, $4 organisation codes, $5 programme codes
with certified as (
  select o.code as organisation, p.code as programme, g.person_id
    from organisation o
    join enrolment e on e.organisation_id = o.id
    join programme p on p.id = e.programme_id
    join champion_group g on g.organisation_id = e.organisation_id and g.champion_id = e.champion_id
   where e.enrolled_on <= $1::date
     and ($4::text[] = '{}' or o.code = any ($4::text[]))
     and ($5::text[] = '{}' or p.code = any ($5::text[]))
     and exists (select from course_requirement r
                  where r.programme_id = e.programme_id and coalesce(r.required_from, '-infinity') <= $1::date)
     and not exists (
       select from course_requirement r
         join course c on c.id = r.course_id
        where r.programme_id = e.programme_id and coalesce(r.required_from, '-infinity') <= $1::date
          and not exists (
            select from training_record t
             where t.organisation_id = e.organisation_id and t.champion_id = any (g.records)
               and t.course_id = r.course_id and t.outcome = 'COMPLETED' and t.completed_on <= $1::date
               and (c.valid_months = 0
                    or (t.completed_on + make_interval(months => c.valid_months))::date > $1::date)))
)
select 0 as is_total, case when $2::boolean then organisation end as organisation,
       case when $3::boolean then programme end as programme, count(distinct person_id) as certified
  from certified
 where $2::boolean or $3::boolean
 group by 2, 3
union all
select 1, null, null, count(distinct person_id) from certified
 order by 1, 2, 3
