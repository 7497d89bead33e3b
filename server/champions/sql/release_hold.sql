update champion_hold set released_at = clock_timestamp()
 where organisation_id = $1::int and champion_id = $2::uuid and released_at is null
