-- Of these, those that are there with their person: $1 organisations, $2 champions.
select g.organisation_id, g.champion_id
  from unnest($1::int[], $2::uuid[]) as g (organisation_id, champion_id)
  join champion c on c.organisation_id = g.organisation_id and c.id = g.champion_id
 where not exists (select from champion_erasure e
                    where e.organisation_id = c.organisation_id and e.champion_id = c.id)
