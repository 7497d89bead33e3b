select champion_id from champion_erasure where organisation_id = $1::int and champion_id = any ($2::uuid[]) limit 1
