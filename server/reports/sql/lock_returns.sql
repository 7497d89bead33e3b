-- Locks the return of every organisation for a quarter, and writes the step down.
-- $1 quarter, $2 key, $3 user, $4 comment
with figures as (
  select o.id as organisation_id,
         array[coalesce(sum(r.recruited) filter (where r.quarter = $1::date), 0),
               coalesce(sum(r.trained) filter (where r.quarter = $1::date), 0),
               coalesce(sum(r.reached) filter (where r.quarter = $1::date), 0),
               coalesce(sum(r.new_people) filter (where r.quarter = $1::date), 0),
               coalesce(sum(r.signposted) filter (where r.quarter = $1::date), 0),
               coalesce(sum(r.impressions) filter (where r.quarter = $1::date), 0),
               coalesce(sum(r.activities) filter (where r.quarter = $1::date), 0),
               coalesce(sum(r.awarded_pence) filter (where r.quarter = $1::date), 0),
               coalesce(sum(r.paid_pence) filter (where r.quarter = $1::date), 0)]::bigint[] as in_quarter,
         array[coalesce(sum(r.recruited), 0), coalesce(sum(r.trained), 0), coalesce(sum(r.reached), 0),
               coalesce(sum(r.new_people), 0), coalesce(sum(r.signposted), 0), coalesce(sum(r.impressions), 0),
               coalesce(sum(r.activities), 0), coalesce(sum(r.awarded_pence), 0),
               coalesce(sum(r.paid_pence), 0)]::bigint[] as to_date
    from organisation o
    left join rollup r on r.organisation_id = o.id and r.quarter <= $1::date and r.scope <> 'PROGRAMME'
   group by o.id
), steps as (
  insert into return_step (organisation_id, quarter, verb, state, comment, in_quarter, to_date, key_id, user_id)
  select organisation_id, $1::date, 'Publish', 'LOCKED', $4, in_quarter, to_date, $2::uuid, $3::uuid from figures
)
insert into organisation_return as t (organisation_id, quarter, state)
select organisation_id, $1::date, 'LOCKED' from figures
    on conflict (organisation_id, quarter) do update
   set state = 'LOCKED', version = t.version + 1, updated_at = clock_timestamp()
