-- The same rows by one statement that commits itself. The context of row-level security is set by
-- the statement too, so it runs as the superuser, whom it does not bind: the fastest honest form.
\set organisation random(1, 24)
\set programme random(1, 6)
\set day random(0, :days - 1)
\set ward random(43, 63)
\set mode random(1, 5)
\set topic random(1, 8)
\set people random(1, 60)
\set new_people random(0, :people)
\set signposted random(0, :people)
\set note random(1, 100)
with given as materialized (
  select new_id() as id, clock_timestamp() as instant
), recorded as (
  insert into reach (organisation_id, id, programme_id, occurred_on, ward, mode, topic, people, new_people,
                     signposted, recorded_at, updated_at)
  select :organisation, id, :programme, :first_day::date + :day::int, 'E050135' || :ward,
         (enum_range(null::reach_mode))[:mode], (enum_range(null::reach_topic))[:topic],
         :people, :new_people, :signposted, instant, instant from given
), noted as (
  insert into reach_note (organisation_id, reach_id, note)
  select :organisation, id, 'Asked about blood pressure checks at the evening session; comes again.'
    from given where :note <= 25
), posted as (
  insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                            reached, new_people, signposted, impressions, recorded_at)
  select :organisation, :programme, 'BOTH', :first_day::date + :day::int, 'REACH', id,
         case when :mode < 5 then :people else 0 end, case when :mode < 5 then :new_people else 0 end,
         case when :mode < 5 then :signposted else 0 end, case when :mode = 5 then :people else 0 end, instant
    from given
), audited as (
  insert into audit_event (organisation_id, key_id, method, object_kind, object, request_id)
  select :organisation, '00000000-0000-4000-8000-000000000001', 'pgbench', 'reach', id::text, gen_random_uuid()
    from given
)
insert into request_answer (key_id, request_id, method, body_hash, answer)
select '00000000-0000-4000-8000-000000000001', gen_random_uuid(), 'pgbench', decode(repeat('ab', 32), 'hex'),
       decode(repeat('cd', 180), 'hex') from given;
