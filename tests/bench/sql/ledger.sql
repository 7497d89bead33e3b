-- What those records posted, and what was taken back when they were voided, in the order of time;
-- then the sums of all entries, split over the shards that roll_up() splits them over.
set session_replication_role = replica;
set local jit = off;
set local work_mem = '512MB';
insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                          reached, new_people, signposted, impressions, recorded_at)
select organisation_id, programme_id, 'BOTH', occurred_on, 'REACH', id,
       case when mode <> 'BROADCAST' then sign * people else 0 end,
       case when mode <> 'BROADCAST' then sign * new_people else 0 end,
       case when mode <> 'BROADCAST' then sign * signposted else 0 end,
       case when mode = 'BROADCAST' then sign * people else 0 end, at
  from (select reach.*, 1 as sign, recorded_at as at from reach
        union all
        select reach.*, -1, updated_at from reach where state = 'VOIDED') posted
 order by at;
truncate rollup;
insert into rollup
select organisation_id, coalesce(programme_id, 0), scope, quarter_of(counts_on), entry_id % 4,
       sum(recruited), sum(trained), sum(reached), sum(new_people), sum(signposted), sum(impressions),
       sum(activities), sum(awarded_pence), sum(paid_pence)
  from ledger_entry group by 1, 2, 3, 4, 5;
