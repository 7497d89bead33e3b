select erase_champion($1::int, $2::uuid, $3, $4::uuid, $5::uuid) as done
