insert into champion_equality as q (organisation_id, champion_id, languages, ethnic_category, age_band, gender)
values ($1::int, $2::uuid, $3::text[], $4, $5, $6)
on conflict (organisation_id, champion_id) do update
   set languages = excluded.languages, ethnic_category = excluded.ethnic_category,
       age_band = excluded.age_band, gender = excluded.gender, version = q.version + 1, import_id = null
