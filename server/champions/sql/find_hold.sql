select placed_at from champion_hold
 where organisation_id = $1::int and champion_id = $2::uuid and released_at is null
   for no key update
