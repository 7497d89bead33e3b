-- Of these champions ($1 organisations, $2 ids), each with at most five who were recorded later and may be the same
-- person: somebody else as far as is known, and nobody said that it is. In the order of the champions given.
select o.code as organisation, a.organisation_id, a.champion_id, b.champion_id as other_id,
       coalesce(b.name_index = p.name_index, false) as by_name,
       coalesce(b.email_index = p.email_index, false) as by_email,
       coalesce(b.phone_index = p.phone_index, false) as by_phone
  from unnest($1::int[], $2::uuid[]) with ordinality as a (organisation_id, champion_id, place)
  join organisation o on o.id = a.organisation_id
  join champion_person p on p.organisation_id = a.organisation_id and p.champion_id = a.champion_id
  join champion_group g on g.organisation_id = a.organisation_id and g.champion_id = a.champion_id
 cross join lateral (
       select x.champion_id, x.name_index, x.email_index, x.phone_index
         from (select * from champion_person n
                where n.organisation_id = p.organisation_id and n.name_index = p.name_index
               union
               select * from champion_person n
                where n.organisation_id = p.organisation_id and n.email_index = p.email_index
               union
               select * from champion_person n
                where n.organisation_id = p.organisation_id and n.phone_index = p.phone_index) x
        where x.champion_id > p.champion_id and x.champion_id <> all (g.records)
          and not exists (select from champion_distinction d
                           where d.organisation_id = p.organisation_id and d.first_id = p.champion_id
                             and d.second_id = x.champion_id)
        order by x.champion_id
        limit 5) b
 order by a.place, b.champion_id
