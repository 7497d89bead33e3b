select o.id as organisation_id, o.code as organisation, {state} as state, coalesce(t.version, 1) as version,
       t.commentary, t.reason, t.submitted_in_quarter, t.submitted_to_date, epoch_us(t.submitted_at) as submitted_at_us,
       t.state is not null as is_stored, f.in_quarter, f.to_date, {quarter}::text as quarter,
       (clock_timestamp() at time zone 'Europe/London')::date as today
  from organisation o
  left join organisation_return t on t.organisation_id = o.id and t.quarter = {quarter}
 cross join lateral (
        -- In the order of the ledger's columns (base/figures.h).
        select array[coalesce(sum(r.recruited) filter (where r.quarter = {quarter}), 0),
                     coalesce(sum(r.trained) filter (where r.quarter = {quarter}), 0),
                     coalesce(sum(r.reached) filter (where r.quarter = {quarter}), 0),
                     coalesce(sum(r.new_people) filter (where r.quarter = {quarter}), 0),
                     coalesce(sum(r.signposted) filter (where r.quarter = {quarter}), 0),
                     coalesce(sum(r.impressions) filter (where r.quarter = {quarter}), 0),
                     coalesce(sum(r.activities) filter (where r.quarter = {quarter}), 0),
                     coalesce(sum(r.awarded_pence) filter (where r.quarter = {quarter}), 0),
                     coalesce(sum(r.paid_pence) filter (where r.quarter = {quarter}), 0)]::bigint[] as in_quarter,
               array[coalesce(sum(r.recruited), 0), coalesce(sum(r.trained), 0), coalesce(sum(r.reached), 0),
                     coalesce(sum(r.new_people), 0), coalesce(sum(r.signposted), 0), coalesce(sum(r.impressions), 0),
                     coalesce(sum(r.activities), 0), coalesce(sum(r.awarded_pence), 0),
                     coalesce(sum(r.paid_pence), 0)]::bigint[] as to_date
          from rollup r
         where r.organisation_id = o.id and r.quarter <= {quarter} and r.scope <> 'PROGRAMME') f
