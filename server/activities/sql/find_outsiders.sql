-- The organisations whose champions attend and which are neither lead nor among these partners.
select organisation_codes(array_agg(distinct champion_organisation_id)) as codes
  from activity_attendance
 where organisation_id = $1::int and activity_id = $2::uuid
   and champion_organisation_id <> all ($1::int || $3::int[])
