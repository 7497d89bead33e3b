-- The person consented anew; a pending one is taken back with it.
update champion_objection
   set state = 'ENDED', key_id = $4::uuid, user_id = $5::uuid, version = version + 1, updated_at = clock_timestamp()
 where organisation_id = $1::int and champion_id = $2::uuid and purpose = $3::champion_purpose
   and state in ('PENDING', 'UPHELD')
returning id, objected_on
