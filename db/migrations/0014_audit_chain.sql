-- Proof that the audit log is what was written. A run takes the events of every transaction that has
-- ended since the run before, and closes a block for each organisation that has some: a hash over its
-- events and the hash of the block before. Writers wait for nobody; what an organisation's chain has
-- lost, gained or changed afterwards no longer has its hash (docs/audit.md).

-- The transaction that wrote the event: when all transactions below a number have ended, nothing more
-- can come in below it. Existing events get the number of this migration.
alter table audit_event
  add column written_by bigint not null default pg_current_xact_id()::text::bigint,
  -- What came of it: OK, or the code of the refusal.
  add column outcome text not null default 'OK';
-- Events lie in the order in which they were written, so an index of ranges finds them, and costs
-- writers next to nothing.
create index audit_event_written_by on audit_event using brin (written_by) with (pages_per_range = 16, autosummarize);

create table audit_run (
  number bigint primary key,
  from_writer bigint not null,           -- transactions from this one
  to_writer bigint not null,             -- to before this one
  made_at timestamptz not null default clock_timestamp(),
  constraint audit_run_writers_check check (from_writer < to_writer)
);

create table audit_block (
  organisation_id int not null,          -- 0: of events that concern none or several
  number bigint not null,
  run bigint not null references audit_run (number),
  events bigint not null,
  hash bytea not null,                   -- SHA-256
  primary key (organisation_id, number)
);
create index audit_block_run on audit_block (run, organisation_id);

select protect('audit_block', 'organisation_id', false);
revoke update, delete, truncate on audit_block from champions_app;
create trigger append_only before update or delete or truncate on audit_run
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on audit_block
  for each statement execute function refuse_change();
grant select, insert on audit_run to champions_app;
grant select on audit_run to champions_reader;
