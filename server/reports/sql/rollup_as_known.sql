-- The rollup as it was known at an instant ($7, microseconds), up to a quarter in braces: each cell at
-- the checkpoint before it, and the entries since (migration 0007).
(with point as (
   -- Here and not below: coalesce is not leakproof, so row-level security keeps it out of the index.
   select coalesce(max(at), '-infinity') as at from ledger_checkpoint where at <= from_epoch_us($7::bigint))
 select cell.organisation_id, cell.programme_id, cell.scope, cell.quarter, h.recruited, h.trained, h.reached,
        h.new_people, h.signposted, h.impressions, h.activities, h.awarded_pence, h.paid_pence
   from (select distinct organisation_id, programme_id, scope, quarter, scope_number(scope) as number
           from rollup where quarter <= {until}) cell
  cross join lateral (
         select * from ledger_history h
          where h.organisation_id = cell.organisation_id and h.programme_id = cell.programme_id
            and h.quarter = cell.quarter and h.scope = cell.number and h.at <= (select at from point)
          order by h.at desc limit 1) h
 union all
 select organisation_id, coalesce(programme_id, 0), scope, quarter_of(counts_on),
        sum(recruited), sum(trained), sum(reached), sum(new_people), sum(signposted),
        sum(impressions), sum(activities), sum(awarded_pence), sum(paid_pence)
   from ledger_entry
  where recorded_at > (select at from point)
    and recorded_at <= from_epoch_us($7::bigint) and quarter_of(counts_on) <= {until}
  group by 1, 2, 3, 4)
