insert into release_sum (publication_id, sum_id, total, parts)
select $1::uuid, s.number, s.total, string_to_array(s.parts, E'\n')
  from unnest($2::text[], $3::text[]) with ordinality as s (total, parts, number)
