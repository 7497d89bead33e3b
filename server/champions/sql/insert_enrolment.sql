insert into enrolment (organisation_id, champion_id, programme_id, enrolled_on)
values ($1::int, $2::uuid, $3::int, $4::date)
on conflict on constraint enrolment_key do nothing
returning id
