-- All records of the person to whom a champion belongs, the survivor first.
select records from champion_group where organisation_id = $1::int and champion_id = $2::uuid
