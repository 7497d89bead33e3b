-- What would change people who are restricted, and equality answers that they do not want kept.
select p.line, f.column_name,
       format('would change, and champion ''%s'' is restricted (UK GDPR Article 18): expected what is stored, or the row left out',
              p.external_id) as message
  from plan_champions p
  join lateral (
       values ('status', p.state is distinct from p.was_state),
              ('role', p.role is distinct from p.was_role),
              ('career_goal', p.career_goal is distinct from p.was_career_goal),
              ('given_name', p.given_name is distinct from p.was_given_name),
              ('family_name', p.family_name is distinct from p.was_family_name),
              ('email', p.email is distinct from p.was_email),
              ('phone', p.phone is distinct from p.was_phone),
              ('languages', p.languages is distinct from p.was_languages),
              ('ethnic_category', p.ethnic_category is distinct from p.was_ethnic_category),
              ('age_band', p.age_band is distinct from p.was_age_band),
              ('gender', p.gender is distinct from p.was_gender)) as f (column_name, is_changed) on f.is_changed
 where p.is_changed
   and exists (select from champion_restriction r
                where r.organisation_id = p.organisation_id and r.champion_id = p.id and r.lifted_at is null)
union all
select p.line, f.column_name,
       format('is given, and champion ''%s'' withdrew consent to equality monitoring or objects to it: expected nothing',
              p.external_id)
  from plan_champions p
  join lateral (
       values ('languages', p.languages is distinct from p.was_languages and p.languages <> '{}'),
              ('ethnic_category', p.ethnic_category <> coalesce(p.was_ethnic_category, '')),
              ('age_band', p.age_band <> coalesce(p.was_age_band, '')),
              ('gender', p.gender <> coalesce(p.was_gender, ''))) as f (column_name, is_given) on f.is_given
 where p.equality_changed
   and (exists (select from champion_basis b
                 where b.organisation_id = p.organisation_id and b.champion_id = p.id
                   and b.purpose = 'EQUALITY_MONITORING' and b.withdrawn_on is not null)
        or exists (select from champion_objection o
                    where o.organisation_id = p.organisation_id and o.champion_id = p.id
                      and o.purpose = 'EQUALITY_MONITORING' and o.state = 'UPHELD'))
   and not exists (select from champion_restriction r
                    where r.organisation_id = p.organisation_id and r.champion_id = p.id and r.lifted_at is null)
 order by 1
