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
