-- A new version of a record, and the entries that make the figures follow: the old values taken
-- back, the new ones added, nothing where they are the same.
with clock as materialized (
  select ledger_instant() as instant
), was as (
  select * from reach where organisation_id = $1::int and id = $2::uuid
), changed as (
  update reach r
     set programme_id = $3::int, activity_id = $4::uuid, occurred_on = $5::date, ward = $6, mode = $7::reach_mode,
         topic = $8::reach_topic, people = $9::int, new_people = $10::int, signposted = $11::int,
         champion_id = $12::uuid, breakdowns = $13::jsonb, partner_ids = $14::int[], state = $15::reach_state, reason = $16,
         version = r.version + 1, import_id = null, updated_at = (select instant from clock)
   where r.organisation_id = $1::int and r.id = $2::uuid
  returning r.*
), posted as (
  insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                            reached, new_people, signposted, impressions, recorded_at)
  select organisation_id, programme_id, 'BOTH', occurred_on, 'REACH', id,
         coalesce(sum(sign * people) filter (where mode <> 'BROADCAST'), 0),
         coalesce(sum(sign * new_people) filter (where mode <> 'BROADCAST'), 0),
         coalesce(sum(sign * signposted) filter (where mode <> 'BROADCAST'), 0),
         coalesce(sum(sign * people) filter (where mode = 'BROADCAST'), 0), (select instant from clock)
    from (select organisation_id, id, programme_id, occurred_on, mode, people, new_people, signposted, 1 as sign
            from changed where state = 'RECORDED'
          union all
          select organisation_id, id, programme_id, occurred_on, mode, people, new_people, signposted, -1
            from was where state = 'RECORDED') c
   group by organisation_id, programme_id, occurred_on, id
  having bool_or(people > 0)
)
select version from changed
