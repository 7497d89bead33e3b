-- What imports did.
create type import_state as enum ('APPLIED', 'UNDONE');
create table import (
  id uuid primary key default new_id(),
  key_id uuid not null,
  state import_state not null default 'APPLIED',
  -- The answer that was given, as JSON of champions.v1.Import: files, effects, warnings.
  report jsonb not null,
  version int not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  undone_at timestamptz
);
create index import_created on import (created_at, id);
grant select, insert, update on import to champions_app;

-- The import that this transaction is, and whether its file at hand has a column: an absent column
-- leaves what is stored, an empty field in a present one clears it.
create function import_id() returns uuid language sql stable as $$
  select nullif(current_setting('app.import', true), '')::uuid
$$;
create function import_has(column_name text) returns boolean language sql stable as $$
  select column_name = any (string_to_array(current_setting('app.given', true), ','))
$$;
-- A local time of London, unless it says its offset.
create function london_instant(local text) returns timestamptz language sql immutable as $$
  select case when local ~ '(Z|[+-][0-9]{2}:[0-9]{2})$' then local::timestamptz
              else local::timestamp at time zone 'Europe/London' end
$$;

-- The codes of organisations and programmes that are gone because the import that made them was
-- taken back: what was known before that still names them.
create table former_name (
  kind text not null check (kind in ('organisation', 'programme')),
  id int not null,
  code text not null,
  primary key (kind, id)
);
alter table former_name enable row level security;
alter table former_name force row level security;
create policy own_organisation on former_name using (
  kind = 'programme' or (select current_setting('app.everything', true) = 'on')
  or id = any ((select nullif(current_setting('app.organisations', true), '')::int[])::int[]));
grant select, insert on former_name to champions_app;
create view organisation_name with (security_invoker = true) as
  select id, code from organisation union all select id, code from former_name where kind = 'organisation';
create view programme_name with (security_invoker = true) as
  select id, code from programme union all select id, code from former_name where kind = 'programme';
grant select on organisation_name, programme_name to champions_app;

-- Takes back what an import did to one table: rows that it changed or deleted get their earlier
-- version (as a new one), rows that it made go. `keys` are the columns of the primary key.
create function undo_restore(import uuid, target text, history text, keys text[]) returns void
language plpgsql as $$
declare
  columns text[];
  same text;
begin
  select array_agg(column_name::text) into columns from information_schema.columns
   where table_schema = 'public' and table_name = target
     and column_name <> all (keys || '{version,created_at,updated_at,recorded_at}'::text[]);
  select string_agg(format('t.%1$I = x.%1$I', key), ' and ') into same from unnest(keys) as key;
  execute format(
    'update %I t set (%s, version) = (%s, t.version + 1)
       from %I h, jsonb_populate_record(null::%I, h.data) x
      where h.superseded_by_import = $1 and h.kind = %L and not h.undone and %s',
    target, (select string_agg(quote_ident(c), ', ') from unnest(columns) as c),
    (select string_agg('x.' || quote_ident(c), ', ') from unnest(columns) as c), history, target, target, same)
  using import;
  execute format(
    'insert into %I overriding system value
     select x.* from %I h, jsonb_populate_record(null::%I, h.data) x
      where h.superseded_by_import = $1 and h.kind = %L and not h.undone
        and not exists (select from %I t where %s)', target, history, target, target, target, same)
  using import;
end
$$;

create function undo_remove(import uuid, target text, history text, keys text[], record_column text) returns void
language plpgsql as $$
begin
  execute format(
    'delete from %I t where t.import_id = $1
        and not exists (select from %I h where h.superseded_by_import = $1 and h.kind = %L
                           and h.record_id = t.%I::text)', target, history, target, record_column)
  using import;
end
$$;

-- The first record of an import that was changed since, as `table id`; null when there is none.
create function undo_obstacle(gone uuid) returns text language sql stable as $$
  select kind || ' ' || record_id from record_history where import_id = gone and not undone
  union all
  select kind || ' ' || record_id from personal_history where import_id = gone and not undone
  limit 1
$$;

-- Takes an import back: records as they were, figures by reversing entries. The caller has checked
-- that nothing of it was changed since; what refers to its records makes a foreign key fail.
create function undo_import(gone uuid) returns void language plpgsql as $$
declare
  champions uuid[];
  enrolments uuid[];
  activities uuid[];
  awards uuid[];
begin
  perform set_config('app.import', '', true);
  perform pg_advisory_xact_lock(1279609159, 1);

  -- What is touched, before anything moves.
  create temp table undo_reach on commit drop as
    select r.organisation_id, r.id from reach r where r.import_id = gone;
  create temp table undo_reach_change on commit drop as
    select d.*, -1 as sign from due_reach d join undo_reach u on u.organisation_id = d.organisation_id and u.id = d.source_id;
  select coalesce(array_agg(e.id), '{}') into enrolments from enrolment e where e.import_id = gone
     and not exists (select from record_history h where h.superseded_by_import = gone and h.kind = 'enrolment' and h.record_id = e.id::text);
  select coalesce(array_agg(a.id), '{}') into activities from activity a where a.import_id = gone;
  select coalesce(array_agg(a.id), '{}') into awards from award a where a.import_id = gone;
  select coalesce(array_agg(id), '{}') into champions from (
    select id from champion where import_id = gone
    union select champion_id from enrolment where import_id = gone
    union select champion_id from training_record where import_id = gone
    union select e.champion_id from enrolment e
           where e.programme_id in (
             select r.programme_id from course_requirement r where r.import_id = gone
             union select (h.data ->> 'programme_id')::int from record_history h
                    where h.superseded_by_import = gone and h.kind = 'course_requirement' and not h.undone)) c (id);

  -- Earlier versions come back, parents first; then what was made goes, children first.
  perform undo_restore(gone, 'organisation', 'record_history', '{id}');
  perform undo_restore(gone, 'programme', 'record_history', '{id}');
  perform undo_restore(gone, 'course', 'record_history', '{id}');
  perform undo_restore(gone, 'course_requirement', 'record_history', '{id}');
  perform undo_restore(gone, 'fund', 'record_history', '{id}');
  perform undo_restore(gone, 'champion', 'record_history', '{organisation_id,id}');
  perform undo_restore(gone, 'champion_person', 'personal_history', '{organisation_id,champion_id}');
  perform undo_restore(gone, 'champion_equality', 'personal_history', '{organisation_id,champion_id}');
  perform undo_restore(gone, 'enrolment', 'record_history', '{organisation_id,id}');
  perform undo_restore(gone, 'training_record', 'record_history', '{organisation_id,id}');
  perform undo_restore(gone, 'award', 'record_history', '{organisation_id,id}');
  perform undo_restore(gone, 'activity', 'record_history', '{organisation_id,id}');
  perform undo_restore(gone, 'reach', 'record_history', '{organisation_id,id}');
  perform undo_restore(gone, 'reach_note', 'personal_history', '{organisation_id,reach_id}');
  perform undo_remove(gone, 'reach_note', 'personal_history', '{organisation_id,reach_id}', 'reach_id');
  perform undo_remove(gone, 'reach', 'record_history', '{organisation_id,id}', 'id');
  perform undo_remove(gone, 'activity', 'record_history', '{organisation_id,id}', 'id');
  perform undo_remove(gone, 'award', 'record_history', '{organisation_id,id}', 'id');
  perform undo_remove(gone, 'training_record', 'record_history', '{organisation_id,id}', 'id');
  perform undo_remove(gone, 'enrolment', 'record_history', '{organisation_id,id}', 'id');
  perform undo_remove(gone, 'champion_equality', 'personal_history', '{organisation_id,champion_id}', 'champion_id');
  perform undo_remove(gone, 'champion_person', 'personal_history', '{organisation_id,champion_id}', 'champion_id');
  perform undo_remove(gone, 'champion', 'record_history', '{organisation_id,id}', 'id');
  perform undo_remove(gone, 'course_requirement', 'record_history', '{id}', 'id');
  perform undo_remove(gone, 'course', 'record_history', '{id}', 'id');
  perform undo_remove(gone, 'fund', 'record_history', '{id}', 'id');
  insert into former_name
    select 'programme', p.id, p.code from programme p where p.import_id = gone
       and not exists (select from record_history h where h.superseded_by_import = gone and h.kind = 'programme' and h.record_id = p.id::text)
    union all
    select 'organisation', o.id, o.code from organisation o where o.import_id = gone
       and not exists (select from record_history h where h.superseded_by_import = gone and h.kind = 'organisation' and h.record_id = o.id::text);
  perform undo_remove(gone, 'programme', 'record_history', '{id}', 'id');
  perform undo_remove(gone, 'organisation', 'record_history', '{id}', 'id');
  update record_history set undone = true where superseded_by_import = gone or import_id = gone;
  update personal_history set undone = true where superseded_by_import = gone or import_id = gone;

  -- Figures.
  perform unpost('ENROLMENT', (select coalesce(array_agg(x), '{}') from unnest(enrolments) x
                                where not exists (select from enrolment e where e.id = x)), gone);
  perform unpost('CHAMPION', (select coalesce(array_agg(x), '{}') from unnest(champions) x
                               where not exists (select from champion c where c.id = x)), gone);
  perform unpost('ACTIVITY', (select coalesce(array_agg(x), '{}') from unnest(activities) x
                               where not exists (select from activity a where a.id = x)), gone);
  perform unpost('AWARD', (select coalesce(array_agg(x), '{}') from unnest(awards) x
                            where not exists (select from award a where a.id = x)), gone);
  perform post_champions(champions, gone);
  perform post_activities(activities, gone);
  perform post_awards(awards, gone);
  insert into undo_reach_change
    select d.*, 1 from due_reach d join undo_reach u on u.organisation_id = d.organisation_id and u.id = d.source_id;
  insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                            reached, new_people, signposted, impressions, recorded_at, import_id)
  select organisation_id, programme_id, scope, counts_on, 'REACH', source_id, sum(sign * reached),
         sum(sign * new_people), sum(sign * signposted), sum(sign * impressions), (select ledger_instant()), gone
    from undo_reach_change
   group by organisation_id, programme_id, scope, counts_on, source_id
  having sum(sign * reached) <> 0 or sum(sign * new_people) <> 0 or sum(sign * signposted) <> 0
      or sum(sign * impressions) <> 0;
  update import set state = 'UNDONE', undone_at = clock_timestamp(), version = version + 1 where id = gone;
end
$$;
grant update (undone) on personal_history to champions_app;

-- An import looks up where the ledger ends, to find what it added.
grant select on sequence ledger_entry_entry_id_seq to champions_app;
