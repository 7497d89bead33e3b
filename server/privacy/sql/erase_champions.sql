select count(*) filter (where done) as removed
  from (select erase_champion(organisation_id, id, $3, $4::uuid, $5::uuid) as done
          from unnest($1::uuid[], $2::int[]) as wanted (id, organisation_id)) erased
