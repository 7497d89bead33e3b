-- The ledger: the only thing that figures are made of. Whatever changes a figure appends entries;
-- none is ever updated or deleted. A total is a sum of entries, "as known at T" the same sum up to
-- T, a rollup a cached sum, a recount the proof. The rules are docs/figures.md, definitions 1.

-- OVERALL counts in totals and by organisation, PROGRAMME counts by programme, BOTH in each: a
-- champion in two programmes is one overall and one in each.
create type ledger_scope as enum ('OVERALL', 'PROGRAMME', 'BOTH');
create type ledger_source as enum ('CHAMPION', 'ENROLMENT', 'ACTIVITY', 'REACH', 'AWARD', 'PAYMENT');

create table ledger_entry (
  organisation_id int not null,
  entry_id bigint generated always as identity,
  programme_id int,                     -- null for a champion counted overall
  scope ledger_scope not null,
  counts_on date not null,
  source_kind ledger_source not null,
  source_id uuid not null,
  recruited int not null default 0,
  trained int not null default 0,
  reached bigint not null default 0,
  new_people bigint not null default 0,
  signposted bigint not null default 0,
  impressions bigint not null default 0,
  activities int not null default 0,
  awarded_pence bigint not null default 0,
  paid_pence bigint not null default 0,
  recorded_at timestamptz not null,
  import_id uuid,
  primary key (organisation_id, entry_id)
);
-- Explains a figure: its sources of one kind in the order of days.
create index ledger_entry_explain on ledger_entry (organisation_id, source_kind, counts_on, source_id);
-- What a source has posted so far. Reach is left out: its own row says what it posted last.
create index ledger_entry_source on ledger_entry (source_id) where source_kind <> 'REACH';
select protect('ledger_entry', 'organisation_id', false);
revoke update, delete, truncate on ledger_entry from champions_app;

-- The first day of the quarter that a day lies in; UK financial quarters are calendar quarters.
create function quarter_of(day date) returns date language sql immutable parallel safe as $$
  select date_trunc('quarter', day::timestamp)::date
$$;

-- Sums of entries. A row is split over shards so that writers of one organisation and programme do
-- not wait for each other; readers add the shards up.
create table rollup (
  organisation_id int not null,
  programme_id int not null,            -- 0 where the entries have none
  scope ledger_scope not null,
  quarter date not null,                -- its first day
  shard smallint not null,
  recruited bigint not null,
  trained bigint not null,
  reached bigint not null,
  new_people bigint not null,
  signposted bigint not null,
  impressions bigint not null,
  activities bigint not null,
  awarded_pence bigint not null,
  paid_pence bigint not null,
  primary key (organisation_id, programme_id, scope, quarter, shard)
) with (fillfactor = 50);
select protect('rollup', 'organisation_id', false);

create function roll_up() returns trigger language plpgsql as $$
begin
  insert into rollup as r
  select organisation_id, coalesce(programme_id, 0), scope, quarter_of(counts_on), pg_backend_pid() % 16,
         sum(recruited), sum(trained), sum(reached), sum(new_people), sum(signposted),
         sum(impressions), sum(activities), sum(awarded_pence), sum(paid_pence)
    from entries
   group by 1, 2, 3, 4
   order by 1, 2, 3, 4                  -- every writer takes its rows in the same order
  on conflict (organisation_id, programme_id, scope, quarter, shard) do update set
    recruited = r.recruited + excluded.recruited,
    trained = r.trained + excluded.trained,
    reached = r.reached + excluded.reached,
    new_people = r.new_people + excluded.new_people,
    signposted = r.signposted + excluded.signposted,
    impressions = r.impressions + excluded.impressions,
    activities = r.activities + excluded.activities,
    awarded_pence = r.awarded_pence + excluded.awarded_pence,
    paid_pence = r.paid_pence + excluded.paid_pence;
  return null;
end
$$;
create trigger roll_up after insert on ledger_entry
  referencing new table as entries for each statement execute function roll_up();

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'entries of % are never changed or deleted', tg_table_name
    using errcode = 'restrict_violation';
end
$$;
create trigger append_only before update or delete or truncate on ledger_entry
  for each statement execute function refuse_change();

-- When this transaction's entries count as recorded: one instant, the database's clock, taken
-- while holding a lock that readers of the past can see. So whoever asks for a past T can wait for
-- exactly those writers that may still record something at or before T.
create function ledger_instant() returns timestamptz language plpgsql as $$
declare
  instant text := nullif(current_setting('app.recorded_at', true), '');
begin
  if instant is null then
    perform pg_advisory_xact_lock_shared(1279609159, 0);
    instant := clock_timestamp()::text;
    perform set_config('app.recorded_at', instant, true);
  end if;
  return instant::timestamptz;
end
$$;

-- True once nothing more can be recorded at or before T (not in the future); false when a writer
-- that still could has not finished within the time given.
create function ledger_settled(t timestamptz, wait_ms int) returns boolean language plpgsql as $$
declare
  writers text[];
  give_up timestamptz := clock_timestamp() + wait_ms * interval '1 millisecond';
begin
  if t > clock_timestamp() then
    raise exception 'the instant lies in the future' using errcode = 'CH001';
  end if;
  select array_agg(virtualtransaction) into writers from pg_locks
   where locktype = 'advisory' and classid = 1279609159 and granted
     and database = (select oid from pg_database where datname = current_database())
     and pid <> pg_backend_pid();
  while writers is not null loop
    if not exists (select from pg_locks where locktype = 'advisory' and classid = 1279609159
                    and granted and virtualtransaction = any (writers)) then
      return true;
    end if;
    if clock_timestamp() > give_up then
      return false;
    end if;
    perform pg_sleep(0.002);
  end loop;
  return true;
end
$$;

-- ---------------------------------------------------------------------------------------------
-- What each record should have in the ledger, by the rules. One view per kind of source; the
-- ledger's net per source must equal it, always (ledger_recount below).

-- The first completion of each course by each champion.
create view first_completion with (security_invoker = true) as
  select organisation_id, champion_id, course_id, min(completed_on) as first_on
    from training_record where outcome = 'COMPLETED'
   group by organisation_id, champion_id, course_id;

-- Requirements grow over time: between two starting days the same courses are required. Who has
-- them all within such a stretch is trained, and stays so whatever is required later.
create view requirement_stretch with (security_invoker = true) as
  select programme_id, starts, lead(starts) over (partition by programme_id order by starts) as stops
    from (select distinct programme_id, coalesce(required_from, '-infinity'::date) as starts
            from course_requirement) days;

create view enrolment_trained with (security_invoker = true) as
  select e.organisation_id, e.id as enrolment_id, e.champion_id, e.programme_id,
         (select min(reached.trained_on)
            from requirement_stretch s
           cross join lateral (
                  select greatest(e.enrolled_on, s.starts, max(f.first_on)) as trained_on,
                         bool_and(f.first_on is not null) as complete
                    from course_requirement r
                    left join lateral (
                           select min(t.completed_on) as first_on from training_record t
                            where t.organisation_id = e.organisation_id and t.champion_id = e.champion_id
                              and t.course_id = r.course_id and t.outcome = 'COMPLETED') f on true
                   where r.programme_id = s.programme_id
                     and coalesce(r.required_from, '-infinity'::date) <= s.starts) reached
           where s.programme_id = e.programme_id and reached.complete
             and (s.stops is null or reached.trained_on < s.stops)) as trained_on
    from enrolment e;

create view due_champion with (security_invoker = true) as
  select c.organisation_id, c.id as source_id, null::int as programme_id, 'OVERALL'::ledger_scope as scope,
         due.counts_on, due.recruited, due.trained
    from champion c
   cross join lateral (
          select c.recruited_on, 1, 0 where c.recruited_on is not null
          union all
          select min(t.trained_on), 0, 1 from enrolment_trained t
           where t.organisation_id = c.organisation_id and t.champion_id = c.id
          having min(t.trained_on) is not null) due (counts_on, recruited, trained);

create view due_enrolment with (security_invoker = true) as
  select t.organisation_id, t.enrolment_id as source_id, t.champion_id, t.programme_id,
         'PROGRAMME'::ledger_scope as scope, due.counts_on, due.recruited, due.trained
    from enrolment_trained t
    join enrolment e on e.organisation_id = t.organisation_id and e.id = t.enrolment_id
    join champion c on c.organisation_id = t.organisation_id and c.id = t.champion_id
   cross join lateral (
          select greatest(e.enrolled_on, c.recruited_on), 1, 0 where c.recruited_on is not null
          union all
          select t.trained_on, 0, 1 where t.trained_on is not null) due (counts_on, recruited, trained);

create view due_activity with (security_invoker = true) as
  select organisation_id, id as source_id, programme_id, 'BOTH'::ledger_scope as scope,
         (starts_at at time zone 'Europe/London')::date as counts_on, 1 as activities
    from activity where state = 'SCHEDULED';

create view due_reach with (security_invoker = true) as
  select organisation_id, id as source_id, programme_id, 'BOTH'::ledger_scope as scope,
         occurred_on as counts_on,
         case when mode <> 'BROADCAST' then people else 0 end as reached,
         case when mode <> 'BROADCAST' then new_people else 0 end as new_people,
         case when mode <> 'BROADCAST' then signposted else 0 end as signposted,
         case when mode = 'BROADCAST' then people else 0 end as impressions
    from reach where state = 'RECORDED';

create view due_award with (security_invoker = true) as
  select organisation_id, id as source_id, programme_id, 'BOTH'::ledger_scope as scope,
         awarded_on as counts_on, amount_pence as awarded_pence
    from award where state in ('ACTIVE', 'COMPLETED');

create view due_payment with (security_invoker = true) as
  select p.organisation_id, p.id as source_id, a.programme_id, 'BOTH'::ledger_scope as scope,
         p.paid_on as counts_on, p.amount_pence as paid_pence
    from payment p join award a on a.organisation_id = p.organisation_id and a.id = p.award_id
   where p.state = 'PAID';

-- The views run with the rights of who asks, so that row-level security holds behind them too.
grant select on first_completion, requirement_stretch, enrolment_trained, due_champion, due_enrolment,
                due_activity, due_reach, due_award, due_payment to champions_app;

-- ---------------------------------------------------------------------------------------------
-- Posting: append the difference between what is due and what is in the ledger.

-- Of champions and of all their enrolments. Call it after any change to a champion, an enrolment
-- or an outcome, in the same transaction.
create function post_champions(ids uuid[], import uuid default null) returns void
language plpgsql as $$
begin
  -- Requirements stay as they are while this reads them, and one writer at a time posts a champion.
  -- Not FOR UPDATE: rows that refer to a champion hold a key share lock on it.
  perform pg_advisory_xact_lock_shared(1279609159, 1);
  perform from organisation o join champion c on c.organisation_id = o.id and c.id = any (ids)
    order by c.id for no key update of c;
  insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                            recruited, trained, recorded_at, import_id)
  -- By way of the organisation: the keys start with it.
  with who as (
    select c.organisation_id, c.id
      from organisation o join champion c on c.organisation_id = o.id and c.id = any (ids))
  select organisation_id, programme_id, scope, counts_on, source_kind, source_id,
         sum(recruited), sum(trained), (select ledger_instant()), import
    from (select d.organisation_id, d.programme_id, d.scope, d.counts_on,
                 'CHAMPION'::ledger_source as source_kind, d.source_id, d.recruited, d.trained
            from who join due_champion d on d.organisation_id = who.organisation_id and d.source_id = who.id
          union all
          select d.organisation_id, d.programme_id, d.scope, d.counts_on, 'ENROLMENT', d.source_id,
                 d.recruited, d.trained
            from who join due_enrolment d on d.organisation_id = who.organisation_id and d.champion_id = who.id
          union all
          select organisation_id, programme_id, scope, counts_on, source_kind, source_id, -recruited, -trained
            from ledger_entry where source_kind = 'CHAMPION' and source_id = any (ids)
          union all
          select l.organisation_id, l.programme_id, l.scope, l.counts_on, l.source_kind, l.source_id,
                 -l.recruited, -l.trained
            from who
            join enrolment e on e.organisation_id = who.organisation_id and e.champion_id = who.id
            join ledger_entry l on l.source_kind = 'ENROLMENT' and l.source_id = e.id) change
   group by organisation_id, programme_id, scope, counts_on, source_kind, source_id
  having sum(recruited) <> 0 or sum(trained) <> 0;
end
$$;

-- Takes back everything that sources have posted; for records that are about to go.
create function unpost(kind ledger_source, ids uuid[], import uuid default null) returns void
language sql as $$
  insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                            recruited, trained, activities, awarded_pence, paid_pence, recorded_at, import_id)
  select organisation_id, programme_id, scope, counts_on, source_kind, source_id,
         -sum(recruited), -sum(trained), -sum(activities), -sum(awarded_pence), -sum(paid_pence),
         (select ledger_instant()), import
    from ledger_entry where source_kind = kind and source_kind <> 'REACH' and source_id = any (ids)
   group by organisation_id, programme_id, scope, counts_on, source_kind, source_id
  having sum(recruited) <> 0 or sum(trained) <> 0 or sum(activities) <> 0
      or sum(awarded_pence) <> 0 or sum(paid_pence) <> 0
$$;

create function post_activities(ids uuid[], import uuid default null) returns void
language sql as $$
  insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                            activities, recorded_at, import_id)
  select organisation_id, programme_id, scope, counts_on, 'ACTIVITY', source_id, sum(activities),
         (select ledger_instant()), import
    from (select d.organisation_id, d.programme_id, d.scope, d.counts_on, d.source_id, d.activities
            from organisation o
            join due_activity d on d.organisation_id = o.id and d.source_id = any (ids)
          union all
          select organisation_id, programme_id, scope, counts_on, source_id, -activities
            from ledger_entry where source_kind = 'ACTIVITY' and source_id = any (ids)) change
   group by organisation_id, programme_id, scope, counts_on, source_id
  having sum(activities) <> 0
$$;

-- Of awards and of their payments, which count under the award's programme.
create function post_awards(ids uuid[], import uuid default null) returns void
language sql as $$
  insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                            awarded_pence, paid_pence, recorded_at, import_id)
  select organisation_id, programme_id, scope, counts_on, source_kind, source_id,
         sum(awarded_pence), sum(paid_pence), (select ledger_instant()), import
    from (select d.organisation_id, d.programme_id, d.scope, d.counts_on, 'AWARD'::ledger_source as source_kind,
                 d.source_id, d.awarded_pence, 0::bigint as paid_pence
            from organisation o join due_award d on d.organisation_id = o.id and d.source_id = any (ids)
          union all
          select d.organisation_id, d.programme_id, d.scope, d.counts_on, 'PAYMENT', d.source_id, 0, d.paid_pence
            from organisation o
            join payment p on p.organisation_id = o.id and p.award_id = any (ids)
            join due_payment d on d.organisation_id = p.organisation_id and d.source_id = p.id
          union all
          select organisation_id, programme_id, scope, counts_on, source_kind, source_id, -awarded_pence, 0
            from ledger_entry where source_kind = 'AWARD' and source_id = any (ids)
          union all
          select l.organisation_id, l.programme_id, l.scope, l.counts_on, l.source_kind, l.source_id, 0, -l.paid_pence
            from organisation o
            join payment p on p.organisation_id = o.id and p.award_id = any (ids)
            join ledger_entry l on l.source_kind = 'PAYMENT' and l.source_id = p.id) change
   group by organisation_id, programme_id, scope, counts_on, source_kind, source_id
  having sum(awarded_pence) <> 0 or sum(paid_pence) <> 0
$$;

-- ---------------------------------------------------------------------------------------------
-- The proof. Rows that come out are differences; none may, ever.
create function ledger_recount()
returns table (what text, organisation_id int, source_kind ledger_source, source_id uuid, counts_on date)
language sql stable as $$
  with due as (
    select organisation_id, programme_id, scope, counts_on, 'CHAMPION'::ledger_source as source_kind, source_id,
           recruited, trained, 0::bigint as reached, 0::bigint as new_people, 0::bigint as signposted,
           0::bigint as impressions, 0 as activities, 0::bigint as awarded_pence, 0::bigint as paid_pence
      from due_champion
    union all
    select organisation_id, programme_id, scope, counts_on, 'ENROLMENT', source_id,
           recruited, trained, 0, 0, 0, 0, 0, 0, 0 from due_enrolment
    union all
    select organisation_id, programme_id, scope, counts_on, 'ACTIVITY', source_id,
           0, 0, 0, 0, 0, 0, activities, 0, 0 from due_activity
    union all
    select organisation_id, programme_id, scope, counts_on, 'REACH', source_id,
           0, 0, reached, new_people, signposted, impressions, 0, 0, 0 from due_reach
    union all
    select organisation_id, programme_id, scope, counts_on, 'AWARD', source_id,
           0, 0, 0, 0, 0, 0, 0, awarded_pence, 0 from due_award
    union all
    select organisation_id, programme_id, scope, counts_on, 'PAYMENT', source_id,
           0, 0, 0, 0, 0, 0, 0, 0, paid_pence from due_payment),
  entries as (
    select organisation_id, programme_id, scope, counts_on, source_kind, source_id, recruited, trained,
           reached, new_people, signposted, impressions, activities, awarded_pence, paid_pence
      from ledger_entry)
  select 'ledger differs from the records', organisation_id, source_kind, source_id, counts_on
    from (select * from due
          union all
          select organisation_id, programme_id, scope, counts_on, source_kind, source_id, -recruited, -trained,
                 -reached, -new_people, -signposted, -impressions, -activities, -awarded_pence, -paid_pence
            from entries) difference
   group by organisation_id, programme_id, scope, source_kind, source_id, counts_on
  having sum(recruited) <> 0 or sum(trained) <> 0 or sum(reached) <> 0 or sum(new_people) <> 0
      or sum(signposted) <> 0 or sum(impressions) <> 0 or sum(activities) <> 0
      or sum(awarded_pence) <> 0 or sum(paid_pence) <> 0
  union all
  select 'rollup differs from the ledger', organisation_id, null, null, quarter
    from (select organisation_id, coalesce(programme_id, 0) as programme_id, scope, quarter_of(counts_on) as quarter,
                 recruited, trained, reached, new_people, signposted, impressions, activities,
                 awarded_pence, paid_pence from entries
          union all
          select organisation_id, programme_id, scope, quarter, -recruited, -trained, -reached, -new_people,
                 -signposted, -impressions, -activities, -awarded_pence, -paid_pence from rollup) difference
   group by organisation_id, programme_id, scope, quarter
  having sum(recruited) <> 0 or sum(trained) <> 0 or sum(reached) <> 0 or sum(new_people) <> 0
      or sum(signposted) <> 0 or sum(impressions) <> 0 or sum(activities) <> 0
      or sum(awarded_pence) <> 0 or sum(paid_pence) <> 0
$$;

-- Reach up to a day that an organisation shares as a partner: of the record, or of its activity.
-- It looks past the wall, for a count alone: a partner sees how many, not the records.
create function contributed_to(until date)
returns table (partner_id int, occurred_on date, people bigint) language sql stable set app.everything = 'on' as $$
  select partner.id, r.occurred_on, sum(r.people)::bigint
    from reach r
    left join activity a on a.organisation_id = r.organisation_id and a.id = r.activity_id
   cross join lateral (select distinct unnest(r.partner_ids || coalesce(a.partner_ids, '{}'))) as partner (id)
   where r.state = 'RECORDED' and r.mode <> 'BROADCAST' and r.occurred_on <= until
     and partner.id <> r.organisation_id
   group by partner.id, r.occurred_on
$$;
