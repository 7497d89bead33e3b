-- Records, notes and ledger entries of a batch, in one statement.
with given as (
  select i.*, new_id() as id
    from unnest($1::int[], $2::text[], $3::int[], $4::uuid[], $5::date[], $6::text[], $7::reach_mode[],
                $8::reach_topic[], $9::int[], $10::int[], $11::int[], $12::uuid[], $13::jsonb[], $14::text[], $15::text[])
         with ordinality as i (organisation_id, external_id, programme_id, activity_id, occurred_on, ward, mode,
                               topic, people, new_people, signposted, champion_id, breakdowns, partner_ids, note, item)
), clock as materialized (
  select ledger_instant() as instant
), recorded as (
  insert into reach (organisation_id, id, external_id, programme_id, activity_id, occurred_on, ward, mode, topic,
                     people, new_people, signposted, champion_id, breakdowns, partner_ids, recorded_at, updated_at)
  select organisation_id, id, external_id, programme_id, activity_id, occurred_on, ward, mode, topic, people,
         new_people, signposted, champion_id, breakdowns, string_to_array(coalesce(partner_ids, ''), ',')::int[],
         instant, instant
    from given, clock
), noted as (
  insert into reach_note (organisation_id, reach_id, note)
  select organisation_id, id, note from given where note is not null
), posted as (
  insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                            reached, new_people, signposted, impressions, recorded_at)
  select organisation_id, programme_id, 'BOTH', occurred_on, 'REACH', id,
         case when mode <> 'BROADCAST' then people else 0 end,
         case when mode <> 'BROADCAST' then new_people else 0 end,
         case when mode <> 'BROADCAST' then signposted else 0 end,
         case when mode = 'BROADCAST' then people else 0 end, instant
    from given, clock
   where people > 0
)
select id, epoch_us(instant) as recorded_at_us from given, clock order by item
