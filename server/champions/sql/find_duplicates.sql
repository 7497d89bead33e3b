-- Champions whose name, e-mail address or telephone number has one of these blind indexes, those with most first.
-- $1 organisation, $2 to $4 the indexes or null, $5 the champion who is meant, or null. More than are shown, since
-- their age bands, which are sealed, are weighed too. Of a name that hundreds share, the first to be recorded.
with found as (
  (select champion_id from champion_person where organisation_id = $1::int and name_index = $2
    order by champion_id limit 200)
  union
  (select champion_id from champion_person where organisation_id = $1::int and email_index = $3
    order by champion_id limit 200)
  union
  (select champion_id from champion_person where organisation_id = $1::int and phone_index = $4
    order by champion_id limit 200))
select p.champion_id, coalesce(p.name_index = $2, false) as by_name, coalesce(p.email_index = $3, false) as by_email,
       coalesce(p.phone_index = $4, false) as by_phone
  from found join champion_person p on p.organisation_id = $1::int and p.champion_id = found.champion_id
 where p.champion_id is distinct from $5::uuid
 order by coalesce((p.name_index = $2)::int, 0) + coalesce((p.email_index = $3)::int, 0)
            + coalesce((p.phone_index = $4)::int, 0) desc, p.champion_id
 limit 40
