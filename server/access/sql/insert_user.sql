insert into access_user (name, email, role, organisation_ids)
values ($1, $2, $3::access_role, $4::int[])
returning id
