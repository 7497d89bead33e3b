-- What one LogReach writes, as a transaction per call: the caller's rights, the answer kept for a
-- retry, the record, its note (one in four), its entry in the ledger (whose trigger keeps the
-- rollup) and the audit event. Everything that LogReach looks up beforehand is left out here, and
-- the instant is the plain clock.
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
begin;
select begin_as(array[:organisation]::int[], false, true, 30000);
insert into reach (organisation_id, programme_id, occurred_on, ward, mode, topic, people, new_people, signposted,
                   recorded_at, updated_at)
values (:organisation, :programme, :first_day::date + :day::int, 'E050135' || :ward,
        (enum_range(null::reach_mode))[:mode], (enum_range(null::reach_topic))[:topic],
        :people, :new_people, :signposted, now(), now())
returning id as reach \gset
\if :note <= 25
insert into reach_note (organisation_id, reach_id, note)
values (:organisation, :reach::uuid, 'Asked about blood pressure checks at the evening session; comes again.');
\endif
insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                          reached, new_people, signposted, impressions, recorded_at)
values (:organisation, :programme, 'BOTH', :first_day::date + :day::int, 'REACH', :reach::uuid,
        case when :mode < 5 then :people else 0 end, case when :mode < 5 then :new_people else 0 end,
        case when :mode < 5 then :signposted else 0 end, case when :mode = 5 then :people else 0 end, now());
insert into audit_event (organisation_id, key_id, method, object_kind, object, request_id)
values (:organisation, '00000000-0000-4000-8000-000000000001', 'pgbench', 'reach', :reach, gen_random_uuid());
insert into request_answer (key_id, request_id, method, body_hash, answer)
values ('00000000-0000-4000-8000-000000000001', gen_random_uuid(), 'pgbench', decode(repeat('ab', 32), 'hex'),
        decode(repeat('cd', 180), 'hex'));
commit;
