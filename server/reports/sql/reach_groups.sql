-- Reach of a quarter by what the records say of it, each record as it was at an instant: its net in the
-- ledger, and the version that was in force.
-- $1 first day, $2 last day, $3 instant in microseconds
with net as (
  select l.organisation_id, l.source_id, sum(l.reached) as reached, sum(l.new_people) as new_people,
         sum(l.signposted) as signposted, sum(l.impressions) as impressions
    from organisation o
    join ledger_entry l on l.organisation_id = o.id
   where l.source_kind = 'REACH' and l.counts_on between $1::date and $2::date
     and l.recorded_at <= from_epoch_us($3::bigint)
   group by l.organisation_id, l.source_id
  having sum(l.reached) <> 0 or sum(l.impressions) <> 0
), version as materialized (
  select n.*, v.ward, v.mode, v.topic, v.breakdowns
    from net n
   cross join lateral (
          select 1 as pick, r.ward, r.mode::text as mode, r.topic::text as topic, r.breakdowns
            from reach r
           where r.organisation_id = n.organisation_id and r.id = n.source_id
             and r.updated_at <= from_epoch_us($3::bigint)
          union all
          (select 2, h.data ->> 'ward', h.data ->> 'mode', h.data ->> 'topic',
                  case when jsonb_typeof(h.data -> 'breakdowns') = 'array' then h.data -> 'breakdowns' end
             from record_history h
            where h.organisation_id = n.organisation_id and h.kind = 'reach' and h.record_id = n.source_id::text
              and (h.data ->> 'updated_at')::timestamptz <= from_epoch_us($3::bigint)
            order by h.version desc, h.history_id desc limit 1)
          order by 1 limit 1) v
)
select 'ward' as dimension, coalesce(v.ward, '') as key, w.name as label, w.deprivation_decile as decile,
       sum(v.reached)::bigint as reached, sum(v.new_people)::bigint as new_people,
       sum(v.signposted)::bigint as signposted, sum(v.impressions)::bigint as impressions
  from version v left join ward w on w.code = v.ward
 group by 2, 3, 4
union all
select 'topic', v.topic, null, null, sum(v.reached)::bigint, sum(v.new_people)::bigint, sum(v.signposted)::bigint,
       sum(v.impressions)::bigint
  from version v group by v.topic
union all
select 'mode', v.mode, null, null, sum(v.reached)::bigint, sum(v.new_people)::bigint, sum(v.signposted)::bigint,
       sum(v.impressions)::bigint
  from version v group by v.mode
union all
select lower(b.value ->> 'dimension'), b.value ->> 'category', null, null, sum((b.value ->> 'people')::bigint)::bigint,
       0, 0, 0
  from version v cross join lateral jsonb_array_elements(v.breakdowns) b
 where v.mode <> 'BROADCAST'
 group by 1, 2
 order by 1, 2
