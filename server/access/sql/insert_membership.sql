-- The user was locked before. Nothing where the user has just that.
insert into access_membership (user_id, role, organisation_id, programme_id)
values ($1::uuid, $2::access_role, $3::int, $4::int)
    on conflict (user_id, role, organisation_id, programme_id) where ended_at is null do nothing
returning id
