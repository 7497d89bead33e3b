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
