insert into champion (organisation_id, external_id, state, role, career_goal)
values ($1::int, $2, $3::champion_state, $4, $5)
on conflict on constraint champion_external_id_key do nothing
returning id
