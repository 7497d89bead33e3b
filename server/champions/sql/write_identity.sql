insert into champion_person as p (organisation_id, champion_id, given_name, family_name, email, phone,
                                  name_index, email_index, phone_index)
values ($1::int, $2::uuid, $3, $4, $5, $6, $7, $8, $9)
on conflict (organisation_id, champion_id) do update
   set given_name = excluded.given_name, family_name = excluded.family_name,
       email = excluded.email, phone = excluded.phone, name_index = excluded.name_index,
       email_index = excluded.email_index, phone_index = excluded.phone_index,
       version = p.version + 1, import_id = null
