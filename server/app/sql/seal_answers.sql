update champion_equality q
   set languages = x.languages, ethnic_category = x.ethnic_category, age_band = x.age_band, gender = x.gender
  from jsonb_populate_recordset(null::champion_equality, $1::jsonb) x
 where q.organisation_id = x.organisation_id and q.champion_id = x.champion_id
