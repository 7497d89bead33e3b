-- Figures as known at a past instant without a scan of the ledger (ADR 8): at some instants, the
-- checkpoints, the sums of every cell that changed since the checkpoint before are kept. The past at
-- T is then the last sums of each cell at the checkpoint before T, and the few entries since.

create index ledger_entry_recorded on ledger_entry (recorded_at);

create table ledger_checkpoint (
  at timestamptz primary key,           -- everything recorded up to here, this instant included
  entries bigint not null               -- since the checkpoint before
);
grant select, insert on ledger_checkpoint to champions_app;
grant select on ledger_checkpoint to champions_reader;

-- Row-level security keeps comparisons of enums out of index conditions, those of numbers not.
create function scope_number(scope ledger_scope) returns smallint language sql immutable parallel safe as $$
  select (case scope when 'OVERALL' then 1 when 'PROGRAMME' then 2 when 'BOTH' then 3 end)::smallint
$$;

-- A cell's sums at a checkpoint, and until its next row. Cells are those of the rollup.
create table ledger_history (
  organisation_id int not null,
  programme_id int not null,            -- 0 where the entries have none
  quarter date not null,
  scope smallint not null,              -- scope_number()
  at timestamptz not null,
  recruited bigint not null,
  trained bigint not null,
  reached bigint not null,
  new_people bigint not null,
  signposted bigint not null,
  impressions bigint not null,
  activities bigint not null,
  awarded_pence bigint not null,
  paid_pence bigint not null,
  primary key (organisation_id, programme_id, quarter, scope, at)
);
select protect('ledger_history', 'organisation_id', false);
revoke update, delete, truncate on ledger_history from champions_app;
create trigger append_only before update or delete or truncate on ledger_history
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on ledger_checkpoint
  for each statement execute function refuse_change();

-- Makes the next checkpoint once `least_entries` have been recorded since the last; gives how many
-- it made, 0 or 1, so that a caller repeats it until there is none to make. All entries of an
-- instant, such as those of an import, are on one side of it. One at a time makes them.
create function checkpoint_ledger(least_entries int default 20000) returns int language plpgsql as $$
declare
  horizon timestamptz := clock_timestamp();
  last timestamptz;
  next timestamptz;
begin
  if not pg_try_advisory_xact_lock(1279609159, 3) then
    return 0;
  end if;
  select coalesce(max(at), '-infinity') into last from ledger_checkpoint;
  select recorded_at into next from ledger_entry
   where recorded_at > last and recorded_at <= horizon
   order by recorded_at offset least_entries - 1 limit 1;
  -- Nothing more may appear at or before it. The statements below see what settled meanwhile.
  if next is null or not ledger_settled(next, 1000) then
    return 0;
  end if;
  insert into ledger_history
  select d.organisation_id, d.programme_id, d.quarter, d.scope, next,
         d.recruited + coalesce(h.recruited, 0), d.trained + coalesce(h.trained, 0),
         d.reached + coalesce(h.reached, 0), d.new_people + coalesce(h.new_people, 0),
         d.signposted + coalesce(h.signposted, 0), d.impressions + coalesce(h.impressions, 0),
         d.activities + coalesce(h.activities, 0), d.awarded_pence + coalesce(h.awarded_pence, 0),
         d.paid_pence + coalesce(h.paid_pence, 0)
    from (select organisation_id, coalesce(programme_id, 0) as programme_id,
                 quarter_of(counts_on) as quarter, scope_number(scope) as scope,
                 sum(recruited) as recruited, sum(trained) as trained, sum(reached) as reached,
                 sum(new_people) as new_people, sum(signposted) as signposted,
                 sum(impressions) as impressions, sum(activities) as activities,
                 sum(awarded_pence) as awarded_pence, sum(paid_pence) as paid_pence
            from ledger_entry where recorded_at > last and recorded_at <= next
           group by 1, 2, 3, 4) d
    left join lateral (
           select * from ledger_history h
            where h.organisation_id = d.organisation_id and h.programme_id = d.programme_id
              and h.scope = d.scope and h.quarter = d.quarter
            order by h.at desc limit 1) h on true;
  insert into ledger_checkpoint (at, entries)
  select next, count(*) from ledger_entry where recorded_at > last and recorded_at <= next;
  return 1;
end
$$;

-- The proof of the checkpoints: each step of a cell is the sum of the entries between. Rows that
-- come out are differences; none may, ever.
create function checkpoint_recount()
returns table (organisation_id int, programme_id int, quarter date, scope smallint, at timestamptz)
language sql stable as $$
  with points as (
    select coalesce(array_agg(at order by at), '{}') as at from ledger_checkpoint
  ), steps as (
    select organisation_id, programme_id, quarter, scope, at,
           recruited - coalesce(lag(recruited) over cell, 0) as recruited,
           trained - coalesce(lag(trained) over cell, 0) as trained,
           reached - coalesce(lag(reached) over cell, 0) as reached,
           new_people - coalesce(lag(new_people) over cell, 0) as new_people,
           signposted - coalesce(lag(signposted) over cell, 0) as signposted,
           impressions - coalesce(lag(impressions) over cell, 0) as impressions,
           activities - coalesce(lag(activities) over cell, 0) as activities,
           awarded_pence - coalesce(lag(awarded_pence) over cell, 0) as awarded_pence,
           paid_pence - coalesce(lag(paid_pence) over cell, 0) as paid_pence
      from ledger_history
    window cell as (partition by organisation_id, programme_id, quarter, scope order by at)
  ), entries as (
    -- The first checkpoint at or after the entry; none for those after the last.
    select organisation_id, coalesce(programme_id, 0), quarter_of(counts_on), scope_number(scope),
           p.at[1 + width_bucket(recorded_at - interval '1 microsecond', p.at)],
           -recruited, -trained, -reached, -new_people, -signposted, -impressions, -activities,
           -awarded_pence, -paid_pence
      from ledger_entry, points p
     where cardinality(p.at) > 0 and recorded_at <= p.at[cardinality(p.at)]
  )
  select organisation_id, programme_id, quarter, scope, at
    from (select * from steps union all select * from entries) difference
   group by organisation_id, programme_id, quarter, scope, at
  having sum(recruited) <> 0 or sum(trained) <> 0 or sum(reached) <> 0 or sum(new_people) <> 0
      or sum(signposted) <> 0 or sum(impressions) <> 0 or sum(activities) <> 0
      or sum(awarded_pence) <> 0 or sum(paid_pence) <> 0
$$;
