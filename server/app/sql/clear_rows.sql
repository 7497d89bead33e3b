-- What is held of these owners, each row as JSON: as it is, and as it was (with its history_id).
with owner as (select * from unnest($1::int[], $2::uuid[]) as o (organisation_id, owner_id))
select 'champion_person' as kind, o.owner_id, null::bigint as history_id, to_jsonb(p)::text as data
  from owner o join champion_person p on p.organisation_id = o.organisation_id and p.champion_id = o.owner_id
union all
select 'champion_equality', o.owner_id, null, to_jsonb(q)::text
  from owner o join champion_equality q on q.organisation_id = o.organisation_id and q.champion_id = o.owner_id
union all
select 'reach_note', o.owner_id, null, to_jsonb(n)::text
  from owner o join reach_note n on n.organisation_id = o.organisation_id and n.reach_id = o.owner_id
union all
select h.kind, o.owner_id, h.history_id, h.data::text
  from owner o join personal_history h on h.organisation_id = o.organisation_id and h.record_id = o.owner_id::text
 where h.kind in ('champion_person', 'champion_equality', 'reach_note')
