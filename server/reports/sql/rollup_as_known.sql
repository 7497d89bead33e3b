-- The ledger up to an instant ($7, microseconds) in the shape of the rollup.
(select organisation_id, coalesce(programme_id, 0) as programme_id, scope, quarter_of(counts_on) as quarter,
        sum(recruited) as recruited, sum(trained) as trained, sum(reached) as reached,
        sum(new_people) as new_people, sum(signposted) as signposted, sum(impressions) as impressions,
        sum(activities) as activities, sum(awarded_pence) as awarded_pence, sum(paid_pence) as paid_pence
   from ledger_entry
  where recorded_at <= from_epoch_us($7::bigint)
    and counts_on < ($1::date + interval '3 months')
  group by 1, 2, 3, 4)
