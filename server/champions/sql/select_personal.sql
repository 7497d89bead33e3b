-- Of the champions asked for, in their order. Only for callers who may see personal data; for
-- others row-level security gives nothing.
select p.given_name, p.family_name, p.email, p.phone,
       coalesce(q.languages, '{}') as languages, q.ethnic_category, q.age_band, q.gender
  from unnest($1::int[], $2::uuid[]) with ordinality as wanted (organisation_id, champion_id, place)
  left join champion_person p using (organisation_id, champion_id)
  left join champion_equality q using (organisation_id, champion_id)
 order by wanted.place
