-- Of the champions asked for, in their order, sealed. Only for callers who may see personal data; for
-- others row-level security gives nothing.
select p.given_name, p.family_name, p.email, p.phone,
       coalesce(q.languages, '{}') as languages, q.ethnic_category, q.age_band, q.gender, k.wrapped
  from unnest($1::int[], $2::uuid[]) with ordinality as wanted (organisation_id, champion_id, place)
  left join champion_person p using (organisation_id, champion_id)
  left join champion_equality q using (organisation_id, champion_id)
  left join keyring.data_key k on k.organisation_id = wanted.organisation_id and k.owner_id = wanted.champion_id
 order by wanted.place
