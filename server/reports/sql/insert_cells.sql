insert into release_cell (publication_id, name, quantity, of_people, kind, value, truth)
select $1::uuid, c.* from unnest($2::text[], $3::text[], $4::boolean[], $5::int[], $6::bigint[], $7::bigint[]) as c
