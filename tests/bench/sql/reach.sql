-- Records of reach as two years of use would have left them: recorded at the instants of
-- bench_instant (the rows first_row..last_row at each), in that order; on days up to a year before;
-- one in fifty voided. Everything "random" comes from hashes of the row's number, so that each run
-- has the same data. The triggers are off: foreign keys hold by construction, and the rollup is
-- summed up once at the end.
set session_replication_role = replica;
set local jit = off;
insert into reach (organisation_id, id, external_id, programme_id, activity_id, occurred_on, ward, mode, topic,
                   people, new_people, signposted, partner_ids, state, reason, version, recorded_at, updated_at)
select k.organisation_id,
       -- As new_id() makes them: the instant in milliseconds, then random bits.
       (lpad(to_hex((extract(epoch from b.instant) * 1000)::bigint), 12, '0') || '7' || substr(k.bits, 1, 3)
         || 'a' || substr(k.bits, 4, 15))::uuid,
       case when i % 2 = 0 then 'R' || i end,
       1 + (k.h / 24) % 6,
       case when i % 10 = 0 then a.ids[1 + (k.h / 7) % 10] end,
       greatest(:'first_day'::date, b.instant::date - floor(365 * power((k.g % 1000) / 1000.0, 4))::int),
       'E050135' || 43 + (k.h / 1382400) % 21,
       (enum_range(null::reach_mode))[1 + (k.h / 1152) % 5],
       (enum_range(null::reach_topic))[1 + (k.h / 144) % 8],
       k.people, (k.g / 1000) % (k.people + 1), (k.g / 61000) % (k.people + 1), '{}',
       case when i % 50 = 0 then 'VOIDED' else 'RECORDED' end::reach_state,
       case when i % 50 = 0 then 'entered twice' end,
       case when i % 50 = 0 then 2 else 1 end,
       b.instant,
       case when i % 50 = 0 then least(b.instant + interval '10 days', :'last_instant'::timestamptz) else b.instant end
  from bench_instant b
 cross join lateral generate_series(b.first_row, b.last_row) as i
 cross join lateral (
        select hashint8extended(i, 1) & 9223372036854775807 as h,
               hashint8extended(i, 2) & 9223372036854775807 as g,
               (1 + (hashint8extended(i, 1) & 9223372036854775807) % 24)::int as organisation_id,
               (1 + (hashint8extended(i, 3) & 9223372036854775807) % 60)::int as people,
               md5(i::text) as bits) k
  join (select organisation_id, array_agg(id order by external_id) as ids from activity group by 1) a
    on a.organisation_id = k.organisation_id;
insert into reach_note (organisation_id, reach_id, note)
select organisation_id, id, 'Asked about blood pressure checks at the evening session; comes again.'
  from reach where hashtextextended(id::text, 0) % 10 = 0;
