-- Duplicates: two champions' records that are one person. A merge is a pointer from one record to another
-- of the same organisation; nothing is moved, so that it can be taken back. docs/merging.md, ADR 10.

-- A row per merge, also of those that were undone, so that a figure of the past can be explained.
create table champion_merge (
  organisation_id int not null references organisation (id),
  duplicate_id uuid not null,
  survivor_id uuid not null,
  merged_at timestamptz not null default clock_timestamp(),
  reason text,                           -- null once the person was erased, as the next
  undo_reason text,
  key_id uuid not null,
  user_id uuid,
  undone_at timestamptz,
  undone_by_key_id uuid,
  undone_by_user_id uuid,
  -- The two again while the merge stands: what is undone keeps no record from going.
  living_duplicate_id uuid,
  living_survivor_id uuid,
  primary key (organisation_id, duplicate_id, merged_at),
  foreign key (organisation_id, living_duplicate_id) references champion,
  foreign key (organisation_id, living_survivor_id) references champion,
  constraint champion_merge_two_check check (duplicate_id <> survivor_id),
  constraint champion_merge_undone_check check ((undone_at is null) = (undone_by_key_id is null)),
  constraint champion_merge_living_check check (
    living_duplicate_id is not distinct from case when undone_at is null then duplicate_id end
    and living_survivor_id is not distinct from case when undone_at is null then survivor_id end)
);
-- A record is the duplicate of one other. By the id first: post_champions has the id alone.
create unique index champion_merge_duplicate_key on champion_merge (living_duplicate_id, organisation_id);
create index champion_merge_survivor on champion_merge (living_survivor_id, organisation_id);
select protect('champion_merge', 'organisation_id', false);
revoke update, delete, truncate on champion_merge from champions_app;
grant update (reason, undo_reason, undone_at, undone_by_key_id, undone_by_user_id, living_duplicate_id,
              living_survivor_id) on champion_merge to champions_app;

-- Pairs of which somebody said that they are two people.
create table champion_distinction (
  organisation_id int not null references organisation (id),
  first_id uuid not null,
  second_id uuid not null,
  decided_at timestamptz not null default clock_timestamp(),
  key_id uuid not null,
  user_id uuid,
  primary key (organisation_id, first_id, second_id),
  foreign key (organisation_id, first_id) references champion on delete cascade,
  foreign key (organisation_id, second_id) references champion on delete cascade,
  constraint champion_distinction_order_check check (first_id < second_id)
);
create index champion_distinction_second on champion_distinction (organisation_id, second_id);
select protect('champion_distinction', 'organisation_id', false);

-- Of each record: the person (the survivor's id, or its own), all records of that person, the survivor
-- first, and the earliest day on which one of them was recruited.
create view champion_group with (security_invoker = true) as
  select c.organisation_id, c.id as champion_id, p.person_id, p.records,
         case when cardinality(p.records) = 1 then c.recruited_on
              else (select min(x.recruited_on) from champion x
                     where x.organisation_id = c.organisation_id and x.id = any (p.records)) end as recruited_on
    from champion c
    left join champion_merge m on m.organisation_id = c.organisation_id and m.living_duplicate_id = c.id
   cross join lateral (
          select coalesce(m.survivor_id, c.id) as person_id,
                 coalesce(m.survivor_id, c.id) || array(
                   select d.living_duplicate_id from champion_merge d
                    where d.organisation_id = c.organisation_id
                      and d.living_survivor_id = coalesce(m.survivor_id, c.id)) as records
          -- Keeps it from being worked out again wherever it is used.
          offset 0) p;
grant select on champion_group to champions_app, champions_reader;

-- These records and every other of the same people.
create function records_with(ids uuid[]) returns uuid[] language sql stable as $$
  with person as (
    select m.living_survivor_id as id from unnest(ids) as given (id)
      join champion_merge m on m.living_duplicate_id = given.id
    union
    select m.living_survivor_id from unnest(ids) as given (id)
      join champion_merge m on m.living_survivor_id = given.id)
  select ids || array(select id from person
                      union
                      select m.living_duplicate_id from person
                        join champion_merge m on m.living_survivor_id = person.id)
$$;

-- Keeps others from changing any record of a person until the transaction ends. What is required and who
-- is merged stays as it is meanwhile, and the rows are taken in the order in which post_champions takes
-- them, so that no deadlock can come of it.
create function lock_person(champion uuid) returns void language plpgsql as $$
declare
  records uuid[];
begin
  perform pg_advisory_xact_lock_shared(1279609159, 1);
  records := records_with(array[champion]);
  perform from organisation o join champion c on c.organisation_id = o.id and c.id = any (records)
    order by c.id for no key update of c;
end
$$;

-- Before who is merged changes: no champion is posted until the transaction ends. It waits for less than
-- the second after which PostgreSQL looks for deadlocks, so that where this and a long transaction, such
-- as an import, want what the other has, it is this one that gives up.
create function stop_posting(champions uuid[]) returns void language plpgsql as $$
declare
  records uuid[];
begin
  perform set_config('lock_timeout', '900ms', true);
  perform pg_advisory_xact_lock(1279609159, 1);
  records := records_with(champions);
  perform from organisation o join champion c on c.organisation_id = o.id and c.id = any (records)
    order by c.id for no key update of c;
end
$$;

-- ---------------------------------------------------------------------------------------------
-- The rules, with people in the place of records (docs/figures.md, definitions 1). Of champions who are
-- not merged each entry is what it was.

-- By the training of all records of the person.
create or replace view enrolment_trained with (security_invoker = true) as
  select e.organisation_id, e.id as enrolment_id, e.champion_id, e.programme_id,
         (select min(reached.trained_on)
            from requirement_stretch s
           cross join lateral (
                  select greatest(e.enrolled_on, s.starts, max(f.first_on)) as trained_on,
                         bool_and(f.first_on is not null) as complete
                    from course_requirement r
                    left join lateral (
                           select min(t.completed_on) as first_on from training_record t
                            where t.organisation_id = e.organisation_id and t.champion_id = any (g.records)
                              and t.course_id = r.course_id and t.outcome = 'COMPLETED') f on true
                   where r.programme_id = s.programme_id
                     and coalesce(r.required_from, '-infinity'::date) <= s.starts) reached
           where s.programme_id = e.programme_id and reached.complete
             and (s.stops is null or reached.trained_on < s.stops)) as trained_on,
         e.enrolled_on, g.person_id, g.records, g.recruited_on
    from enrolment e
    join champion_group g on g.organisation_id = e.organisation_id and g.champion_id = e.champion_id;

-- A person counts once, with the survivor as the source.
create or replace view due_champion with (security_invoker = true) as
  select g.organisation_id, g.champion_id as source_id, null::int as programme_id, 'OVERALL'::ledger_scope as scope,
         due.counts_on, due.recruited, due.trained
    from champion_group g
   cross join lateral (
          select g.recruited_on, 1, 0 where g.recruited_on is not null
          union all
          select min(t.trained_on), 0, 1 from enrolment_trained t
           where t.organisation_id = g.organisation_id and t.champion_id = any (g.records)
          having min(t.trained_on) is not null) due (counts_on, recruited, trained)
   where g.person_id = g.champion_id;

-- Where several records of a person are enrolled in one programme, those of one record count: of the one
-- that was enrolled first. So who was never entered twice there counts as before.
create or replace view due_enrolment with (security_invoker = true) as
  select t.organisation_id, t.enrolment_id as source_id, t.champion_id, t.programme_id,
         'PROGRAMME'::ledger_scope as scope, due.counts_on, due.recruited, due.trained
    from enrolment_trained t
   -- Worked out once, and not where it is asked for and again where it is told.
   cross join lateral (select t.trained_on offset 0) milestone
   cross join lateral (
          select greatest(t.enrolled_on, t.recruited_on), 1, 0 where t.recruited_on is not null
          union all
          select milestone.trained_on, 0, 1 where milestone.trained_on is not null) due (counts_on, recruited, trained)
   where cardinality(t.records) = 1
      or t.champion_id = (select f.champion_id from enrolment f
                           where f.organisation_id = t.organisation_id and f.champion_id = any (t.records)
                             and f.programme_id = t.programme_id
                           order by f.enrolled_on, f.champion_id <> t.person_id, f.champion_id
                           limit 1);

-- As before (0004), of the people to whom the champions belong: whatever changes one record of a person
-- may move what another has posted.
create or replace function post_champions(ids uuid[], import uuid default null) returns void
language plpgsql as $$
declare
  records uuid[];
begin
  -- Requirements and merges stay as they are while this reads them, and one writer at a time posts a
  -- person. Not FOR UPDATE: rows that refer to a champion hold a key share lock on it.
  perform pg_advisory_xact_lock_shared(1279609159, 1);
  records := records_with(ids);
  perform from organisation o join champion c on c.organisation_id = o.id and c.id = any (records)
    order by c.id for no key update of c;
  insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                            recruited, trained, recorded_at, import_id)
  -- By way of the organisation: the keys start with it.
  with who as (
    select c.organisation_id, c.id
      from organisation o join champion c on c.organisation_id = o.id and c.id = any (records))
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
            from ledger_entry where source_kind = 'CHAMPION' and source_id = any (records)
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
