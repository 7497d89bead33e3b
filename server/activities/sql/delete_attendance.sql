delete from activity_attendance
 where organisation_id = $1::int and activity_id = $2::uuid and champion_id <> all ($3::uuid[])
