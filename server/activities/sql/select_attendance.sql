select champion_id
  from activity_attendance
 where organisation_id = $1::int and activity_id = $2::uuid
 order by champion_id
