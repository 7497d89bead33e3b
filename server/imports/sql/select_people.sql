-- Read through a cursor: joined once, however many there are.
select p.line, p.organisation_id, p.id, p.wrapped, s.given_name, s.family_name, s.email, s.phone,
       coalesce(s.languages, '{}') as languages, s.ethnic_category, s.age_band, s.gender
  from stage_people p join stage_champions s on s.line = p.line
