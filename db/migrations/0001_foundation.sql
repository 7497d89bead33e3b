-- What every later table leans on: ids, organisations, programmes, the walls between
-- organisations, and the history that is kept when a record changes.

-- Random ids that sort by the time they were made, so that inserts stay on a few index pages.
create function new_id() returns uuid language sql volatile as $$
  select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
           placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
           from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
$$;

-- Instants cross the wire as whole microseconds since 1970, exact in both directions.
create function epoch_us(instant timestamptz) returns bigint language sql immutable parallel safe as $$
  select (extract(epoch from instant) * 1000000)::bigint
$$;
create function from_epoch_us(us bigint) returns timestamptz language sql immutable parallel safe as $$
  select timestamptz 'epoch' + us / 1000000 * interval '1 second' + us % 1000000 * interval '1 microsecond'
$$;

-- The context of a transaction: who asks, which organisations it may see, whether personal data
-- is among it, and how long a statement may take. Set by the server first thing in every
-- transaction; row-level security reads it.
create function begin_as(organisations int[], everything boolean, personal boolean, timeout_ms int)
returns void language sql volatile as $$
  select set_config('app.organisations', organisations::text, true),
         set_config('app.everything', case when everything then 'on' else 'off' end, true),
         set_config('app.personal', case when personal then 'on' else 'off' end, true),
         set_config('statement_timeout', timeout_ms::text, true)
$$;

-- Puts a table of an organisation behind the first wall (its own organisation), and a personal
-- one also behind the second (callers who may see personal data).
create function protect(target regclass, organisation_column text, is_personal boolean)
returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  -- The sub-selects are evaluated once per statement, not once per row.
  execute format(
    'create policy own_organisation on %s using (
       (select current_setting(''app.everything'', true) = ''on'')
       or %I = any ((select nullif(current_setting(''app.organisations'', true), '''')::int[])::int[]))',
    target, organisation_column);
  if is_personal then
    execute format(
      'create policy personal on %s as restrictive for select
         using ((select current_setting(''app.personal'', true) = ''on''))', target);
  else
    execute format('grant select on %s to champions_reader', target);
  end if;
  execute format('grant select, insert, update, delete on %s to champions_app', target);
end
$$;

create table organisation (
  id int generated always as identity primary key,
  code text not null unique,
  name text not null,
  identifier text,
  communities text[] not null default '{}',
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
select protect('organisation', 'id', false);

-- Joint work names organisations that the caller may not see otherwise: their codes are no secret
-- to a partner, everything else about them is.
create function organisation_ids(codes text[])
returns table (code text, id int) language sql stable set app.everything = 'on' as $$
  select o.code, o.id from organisation o where o.code = any (codes)
$$;
create function organisation_codes(ids int[])
returns text[] language sql stable set app.everything = 'on' as $$
  select coalesce(array_agg(o.code order by o.code), '{}') from organisation o where o.id = any (ids)
$$;

create type programme_state as enum ('SCOPING', 'ACTIVE', 'FACILITATED', 'CLOSED');
create table programme (
  id int generated always as identity primary key,
  code text not null unique,
  name text not null,
  state programme_state not null default 'SCOPING',
  starts_on date,
  ends_on date,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
grant select, insert, update, delete on programme to champions_app;
grant select on programme to champions_reader;

-- Earlier versions of records that hold no personal data. `superseded_by_import` and `undone` let
-- an import be taken back exactly; nothing else is ever updated or deleted here.
create table record_history (
  history_id bigint generated always as identity,
  organisation_id int,                -- null for records that belong to no organisation
  kind text not null,                 -- the table
  record_id text not null,
  version int not null,
  import_id uuid,                     -- the import that wrote this version
  superseded_at timestamptz not null default clock_timestamp(),
  superseded_by_import uuid,
  undone boolean not null default false,
  data jsonb not null,
  primary key (history_id)
);
create index record_history_record on record_history (organisation_id, kind, record_id);
create index record_history_import on record_history (import_id) where import_id is not null;
create index record_history_superseded on record_history (superseded_by_import)
  where superseded_by_import is not null;
alter table record_history enable row level security;
alter table record_history force row level security;
create policy own_organisation on record_history using (
  (select current_setting('app.everything', true) = 'on') or organisation_id is null
  or organisation_id = any ((select nullif(current_setting('app.organisations', true), '')::int[])::int[]));
grant select, insert on record_history to champions_app;
grant update (undone) on record_history to champions_app;

-- The same for personal data, apart, so that it can be erased.
create table personal_history (like record_history including defaults including identity);
alter table personal_history add primary key (history_id);
create index personal_history_record on personal_history (organisation_id, kind, record_id);
create index personal_history_superseded on personal_history (superseded_by_import)
  where superseded_by_import is not null;
create index personal_history_import on personal_history (import_id) where import_id is not null;
select protect('personal_history', 'organisation_id', true);

-- Keeps the old version when a record gets a new one or goes. Arguments: the history table, the
-- column that names the record, and the column of its organisation (or '').
create function keep_history() returns trigger language plpgsql as $$
declare
  was jsonb := to_jsonb(old);
begin
  execute format(
    'insert into %I (organisation_id, kind, record_id, version, import_id, superseded_by_import, data)
     values ($1, $2, $3, $4, $5, $6, $7)', tg_argv[0])
  using (was ->> tg_argv[2])::int, tg_table_name, was ->> tg_argv[1], old.version, old.import_id,
        nullif(current_setting('app.import', true), '')::uuid, was;
  return null;
end
$$;

create function with_history(target regclass, history text, record_column text, organisation_column text)
returns void language plpgsql as $$
begin
  execute format(
    'create trigger keep_changed after update on %s for each row
       when (old.version is distinct from new.version) execute function keep_history(%L, %L, %L)',
    target, history, record_column, organisation_column);
  execute format(
    'create trigger keep_deleted after delete on %s for each row execute function keep_history(%L, %L, %L)',
    target, history, record_column, organisation_column);
end
$$;
select with_history('organisation', 'record_history', 'id', 'id');
select with_history('programme', 'record_history', 'id', '');
