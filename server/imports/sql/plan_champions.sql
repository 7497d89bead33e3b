create temp table plan_champions on commit drop as
select *, core_changed or person_changed or equality_changed as is_changed
  from (select x.*,
               not is_new and (state, recruited_on, left_on, role, career_goal) is distinct from
                 (was_state, was_recruited_on, was_left_on, was_role, was_career_goal) as core_changed,
               not is_new and (given_name, family_name, email, phone) is distinct from
                 (was_given_name, was_family_name, was_email, was_phone) as person_changed,
               not is_new and (languages, ethnic_category, age_band, gender) is distinct from
                 (was_languages, was_ethnic_category, was_age_band, was_gender) as equality_changed
          from (select s.line, s.bad, o.id as organisation_id, i.id,
                       i.is_new, s.external_id, s.status::champion_state as state,
                       s.recruited_on, s.left_on, e.new_key,
                       e.given_name, e.family_name, e.name_index,
                       c.state as was_state, c.recruited_on as was_recruited_on, c.left_on as was_left_on,
                       c.role as was_role, c.career_goal as was_career_goal,
                       n.given_name as was_given_name, n.family_name as was_family_name,
                       n.email as was_email, n.phone as was_phone, coalesce(q.languages, '{}') as was_languages,
                       q.ethnic_category as was_ethnic_category, q.age_band as was_age_band, q.gender as was_gender,
                       case when (select import_has('role')) then s.role else c.role end as role,
                       case when (select import_has('career_goal')) then s.career_goal else c.career_goal end as career_goal,
                       case when (select import_has('email')) then e.email else n.email end as email,
                       case when (select import_has('email')) then e.email_index else n.email_index end as email_index,
                       case when (select import_has('phone')) then e.phone else n.phone end as phone,
                       case when (select import_has('phone')) then e.phone_index else n.phone_index end as phone_index,
                       case when (select import_has('languages')) then e.languages
                            else coalesce(q.languages, '{}') end as languages,
                       case when (select import_has('ethnic_category')) then e.ethnic_category else q.ethnic_category end
                         as ethnic_category,
                       case when (select import_has('age_band')) then e.age_band else q.age_band end as age_band,
                       case when (select import_has('gender')) then e.gender else q.gender end as gender
                  from stage_champions s
                  join organisation o on o.code = s.organisation
                  join stage_people i on i.line = s.line
                  join sealed_people e on e.line = s.line
                  left join champion c on c.organisation_id = o.id and c.external_id = s.external_id
                  left join champion_person n on n.organisation_id = c.organisation_id and n.champion_id = c.id
                  left join champion_equality q on q.organisation_id = c.organisation_id and q.champion_id = c.id
                 where not s.bad) x) y
