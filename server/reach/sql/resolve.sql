-- What a record refers to. Under row-level security a foreign organisation is not there; partners
-- are joined by commas. Of a new record, log_reaches() and log_reach() find the same.
-- $1 organisation, $2 programme, $3 activity, $4 champion, $5 partners, $6 and $7 activity and champion
-- as ids, where they are
select o.id as organisation_id, p.id as programme_id, a.id as activity_id, c.id as champion_id, false as is_taken,
       false as is_locked,   -- the ledger's trigger looks
       array(select g.id from organisation_ids(string_to_array($5, ',')) g order by g.id) as partner_ids,
       (select n.code from unnest(string_to_array($5, ',')) as n (code)
         where n.code not in (select g.code from organisation_ids(string_to_array($5, ',')) g) limit 1)
         as unknown_partner
  from (select) one
  left join organisation o on o.code = $1
  left join programme p on p.code = $2
  left join lateral (
         select a.id from activity a
          where a.organisation_id = o.id and (a.external_id = $3 or a.id = $6::uuid)
          order by a.external_id = $3 desc nulls last limit 1) a on true
  left join lateral (
         select c.id from champion c
          where c.organisation_id = o.id and (c.external_id = $4 or c.id = $7::uuid)
          order by c.external_id = $4 desc nulls last limit 1) c on true
