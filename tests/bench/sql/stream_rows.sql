-- :rows records as COPY takes them, a table of rows for each table that LogReach writes.
create unlogged table bench_row as
select 1 + (random() * 23)::int as organisation_id, new_id() as id, 1 + (random() * 5)::int as programme_id,
       :'first_day'::date + (random() * (:days - 1))::int as occurred_on, 'E050135' || 43 + (random() * 20)::int as ward,
       (enum_range(null::reach_mode))[1 + (random() * 4)::int] as mode,
       (enum_range(null::reach_topic))[1 + (random() * 7)::int] as topic,
       60 as people, (random() * 60)::int as new_people, (random() * 60)::int as signposted,
       clock_timestamp() as instant, random() < 0.25 as has_note, gen_random_uuid() as request_id
  from generate_series(1, :rows);
create unlogged table bench_reach as
  select organisation_id, id, programme_id, occurred_on, ward, mode, topic, people, new_people, signposted,
         instant, instant as updated_at from bench_row;
create unlogged table bench_reach_note as
  select organisation_id, id, 'Asked about blood pressure checks at the evening session; comes again.' as note
    from bench_row where has_note;
create unlogged table bench_ledger_entry as
  select organisation_id, programme_id, 'BOTH'::ledger_scope as scope, occurred_on,
         'REACH'::ledger_source as source_kind, id,
         case when mode <> 'BROADCAST' then people else 0 end as reached,
         case when mode <> 'BROADCAST' then new_people else 0 end as new_people,
         case when mode <> 'BROADCAST' then signposted else 0 end as signposted,
         case when mode = 'BROADCAST' then people else 0 end as impressions, instant from bench_row;
create unlogged table bench_audit_event as
  select organisation_id, '00000000-0000-4000-8000-000000000001'::uuid as key_id, 'COPY' as method,
         'reach' as object_kind, id::text as object, request_id
    from bench_row;
create unlogged table bench_request_answer as
  select '00000000-0000-4000-8000-000000000001'::uuid as key_id, request_id, 'COPY' as method,
         decode(repeat('ab', 32), 'hex') as body_hash, decode(repeat('cd', 180), 'hex') as answer from bench_row;
drop table bench_row;
