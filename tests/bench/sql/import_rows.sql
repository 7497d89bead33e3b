-- :rows records: as a file to import, and as COPY takes them for the tables that an import writes.
create unlogged table bench_row as
select 1 + (random() * 23)::int as organisation_id, new_id() as id, 'B' || n as external_id,
       1 + (random() * 5)::int as programme_id, :'first_day'::date + (random() * (:days - 1))::int as occurred_on,
       'E050135' || 43 + (random() * 20)::int as ward, (enum_range(null::reach_mode))[1 + (random() * 4)::int] as mode,
       (enum_range(null::reach_topic))[1 + (random() * 7)::int] as topic,
       60 as people, (random() * 60)::int as new_people, (random() * 60)::int as signposted,
       case when random() < 0.25 then 'Asked about blood pressure checks at the evening session; comes again.' end as note,
       clock_timestamp() as instant
  from generate_series(1, :rows) n;
create unlogged table bench_csv as
  select external_id, o.code as organisation, p.code as programme, occurred_on, ward, mode, topic, people, new_people,
         signposted, note
    from bench_row r join organisation o on o.id = r.organisation_id join programme p on p.id = r.programme_id;
create unlogged table bench_reach as
  select organisation_id, id, external_id, programme_id, occurred_on, ward, mode, topic, people, new_people, signposted,
         instant, instant as updated_at from bench_row;
create unlogged table bench_reach_note as
  select organisation_id, id, note from bench_row where note is not null;
create unlogged table bench_ledger_entry as
  select organisation_id, programme_id, 'BOTH'::ledger_scope as scope, occurred_on,
         'REACH'::ledger_source as source_kind, id,
         case when mode <> 'BROADCAST' then people else 0 end as reached,
         case when mode <> 'BROADCAST' then new_people else 0 end as new_people,
         case when mode <> 'BROADCAST' then signposted else 0 end as signposted,
         case when mode = 'BROADCAST' then people else 0 end as impressions, instant from bench_row;
