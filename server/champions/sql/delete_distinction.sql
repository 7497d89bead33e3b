delete from champion_distinction
 where organisation_id = $1::int and first_id = least($2::uuid, $3::uuid) and second_id = greatest($2::uuid, $3::uuid)
