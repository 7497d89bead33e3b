-- A hold on one of these.
select champion_id from champion_hold
 where organisation_id = $1::int and champion_id = any ($2::uuid[]) and released_at is null
 order by champion_id limit 1
   for no key update
