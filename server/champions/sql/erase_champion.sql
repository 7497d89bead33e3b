with forgotten as (
  update champion_merge set reason = null, undo_reason = null
   where organisation_id = $1::int and $2::uuid in (duplicate_id, survivor_id)
)
select erase_champion($1::int, $2::uuid, $3, $4::uuid, $5::uuid) as done
