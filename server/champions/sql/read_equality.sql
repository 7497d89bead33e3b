-- Recruited champions, without records of the same person, and their sealed answers, some at a time, after ($1, $2). $3 organisation, $4 programme: ids, or
-- null for all; $5 and $6 the days of recruitment, or null. $7 how many.
select c.organisation_id, c.id, coalesce(q.languages, '{}') as languages, q.ethnic_category, q.age_band, q.gender,
       k.wrapped
  from champion c
  left join champion_equality q on q.organisation_id = c.organisation_id and q.champion_id = c.id
  left join keyring.data_key k on k.organisation_id = c.organisation_id and k.owner_id = c.id
 where (c.organisation_id, c.id) > ($1::int, $2::uuid)
   and ($3::int is null or c.organisation_id = $3::int)
   and ($4::int is null or (select true from enrolment e
                             where e.organisation_id = c.organisation_id and e.champion_id = c.id
                               and e.programme_id = $4::int limit 1))
   and (select true from champion_merge m
         where m.organisation_id = c.organisation_id and m.living_duplicate_id = c.id limit 1) is null
   and c.recruited_on between coalesce($5::date, '-infinity') and coalesce($6::date, 'infinity')
 order by c.organisation_id, c.id
 limit $7::int
