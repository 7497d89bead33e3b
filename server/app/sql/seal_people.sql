update champion_person p
   set given_name = x.given_name, family_name = x.family_name, email = x.email, phone = x.phone,
       name_index = x.name_index, email_index = x.email_index, phone_index = x.phone_index
  from jsonb_populate_recordset(null::champion_person, $1::jsonb) x
 where p.organisation_id = x.organisation_id and p.champion_id = x.champion_id
