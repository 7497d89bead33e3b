-- What each item refers to, all items in one statement. Under row-level security a foreign
-- organisation is not there. $1..$8 are arrays, an element per item; partners are joined by commas.
select i.item, o.id as organisation_id, p.id as programme_id, a.id as activity_id, c.id as champion_id,
       i.external_id is not null and exists (
         select from reach r where r.organisation_id = o.id and r.external_id = i.external_id) as is_taken,
       array(select g.id from organisation_ids(string_to_array(i.partners, ',')) g order by g.id) as partner_ids,
       (select n.code from unnest(string_to_array(i.partners, ',')) as n (code)
         where n.code not in (select g.code from organisation_ids(string_to_array(i.partners, ',')) g) limit 1)
         as unknown_partner
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[])
       with ordinality as i (organisation, programme, activity, champion, external_id, partners, activity_id, champion_id, item)
  left join organisation o on o.code = i.organisation
  left join programme p on p.code = i.programme
  left join lateral (
         select a.id from activity a
          where a.organisation_id = o.id and (a.external_id = i.activity or a.id = i.activity_id)
          order by a.external_id = i.activity desc nulls last limit 1) a on i.activity is not null
  left join lateral (
         select c.id from champion c
          where c.organisation_id = o.id and (c.external_id = i.champion or c.id = i.champion_id)
          order by c.external_id = i.champion desc nulls last limit 1) c on i.champion is not null
 order by i.item
