-- The figures as known at a past instant ($7, microseconds), rows and total in one statement. As now
-- known, sum_rollup() of the schema gives them.
-- $1 first day of the quarter, $2 by organisation, $3 by programme, $4 organisation codes,
-- $5 programme codes, $6 the filter names programmes
with picked as (
  select r.scope, o.code as organisation, p.code as programme, r.quarter = $1::date as in_quarter,
         r.recruited, r.trained, r.reached, r.new_people, r.signposted, r.impressions,
         r.activities, r.awarded_pence, r.paid_pence
    from {rollup_as_known} r
    join organisation_name o on o.id = r.organisation_id
    left join programme_name p on p.id = r.programme_id
   where r.quarter <= $1::date
     and ($4::text[] = '{}' or o.code = any ($4::text[]))
     and ($5::text[] = '{}' or p.code = any ($5::text[]))
), grouped as (
  select 0 as is_total,
         case when $2::boolean then organisation end as organisation,
         case when $3::boolean then programme end as programme,
         picked.in_quarter, recruited, trained, reached, new_people, signposted, impressions,
         activities, awarded_pence, paid_pence
    from picked
   where ($2::boolean or $3::boolean)
     and scope <> (case when $3::boolean or $6::boolean then 'OVERALL' else 'PROGRAMME' end)::ledger_scope
  union all
  select 1, null, null, picked.in_quarter, recruited, trained, reached, new_people, signposted,
         impressions, activities, awarded_pence, paid_pence
    from picked
   where scope <> (case when $6::boolean then 'OVERALL' else 'PROGRAMME' end)::ledger_scope
  union all
  select 1, null, null, false, 0, 0, 0, 0, 0, 0, 0, 0, 0   -- so that there is always a total
)
select is_total, organisation, programme, epoch_us(clock_timestamp()) as now_us,
       coalesce(sum(recruited) filter (where in_quarter), 0)::bigint as recruited,
       coalesce(sum(trained) filter (where in_quarter), 0)::bigint as trained,
       coalesce(sum(reached) filter (where in_quarter), 0)::bigint as reached,
       coalesce(sum(new_people) filter (where in_quarter), 0)::bigint as new_people,
       coalesce(sum(signposted) filter (where in_quarter), 0)::bigint as signposted,
       coalesce(sum(impressions) filter (where in_quarter), 0)::bigint as impressions,
       coalesce(sum(activities) filter (where in_quarter), 0)::bigint as activities,
       coalesce(sum(awarded_pence) filter (where in_quarter), 0)::bigint as awarded_pence,
       coalesce(sum(paid_pence) filter (where in_quarter), 0)::bigint as paid_pence,
       sum(recruited)::bigint as recruited_to_date,
       sum(trained)::bigint as trained_to_date,
       sum(reached)::bigint as reached_to_date,
       sum(new_people)::bigint as new_people_to_date,
       sum(signposted)::bigint as signposted_to_date,
       sum(impressions)::bigint as impressions_to_date,
       sum(activities)::bigint as activities_to_date,
       sum(awarded_pence)::bigint as awarded_pence_to_date,
       sum(paid_pence)::bigint as paid_pence_to_date
  from grouped
 group by is_total, organisation, programme
 order by is_total, organisation collate "C", programme collate "C"
