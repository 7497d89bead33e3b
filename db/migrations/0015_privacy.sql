-- The partnership's registers under the UK GDPR, which belong to no organisation: what it processes, breaches, and
-- what people ask or complain of. What is due when is computed by server/privacy and kept beside the record, so that
-- lists can sort by it. None of it is counted in the ledger.

create type lawful_basis as enum ('CONSENT', 'CONTRACT', 'LEGAL_OBLIGATION', 'VITAL_INTERESTS', 'PUBLIC_TASK',
                                  'LEGITIMATE_INTERESTS');
create type breach_risk as enum ('NONE', 'LIKELY', 'HIGH');
create type breach_state as enum ('OPEN', 'ASSESSED', 'NOTIFIED', 'NOT_NOTIFIABLE', 'CLOSED');
create type subject_request_kind as enum ('ACCESS', 'RECTIFICATION', 'ERASURE', 'RESTRICTION', 'OBJECTION',
                                          'PORTABILITY', 'COMPLAINT');
create type subject_request_state as enum ('OPEN', 'DONE', 'REFUSED');

create table processing_activity (
  id uuid primary key default new_id(),
  code text not null,
  name text not null,
  purpose text not null,
  lawful_basis lawful_basis not null,
  special_condition text,
  people_categories text[] not null,
  data_categories text[] not null,
  recipients text[] not null default '{}',
  transfers text,
  retention text,
  security_measures text,
  controller text not null,
  reviewed_on date not null,
  ended_on date,
  review_due_on date,                    -- null: it has ended
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint processing_activity_code_key unique (code),
  constraint processing_activity_due_check check ((review_due_on is null) = (ended_on is not null))
);
grant select, insert, update on processing_activity to champions_app;
grant select on processing_activity to champions_reader;
select with_history('processing_activity', 'record_history', 'id', '');

create table breach (
  id uuid primary key default new_id(),
  occurred_on date,                      -- null: not known
  discovered_at timestamptz not null,
  text text not null,
  data_categories text[] not null,
  people_affected int not null default 0,
  consequences text,
  measures text,
  risk breach_risk,
  state breach_state not null default 'OPEN',
  notified_at timestamptz,
  reference text,
  delay_reason text,
  waive_reason text,
  people_informed_at timestamptz,
  close_reason text,
  due_at timestamptz not null,
  clock_runs boolean not null default true,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint breach_due_check check (due_at > discovered_at),
  constraint breach_risk_check check (state = 'OPEN' or risk is not null),
  constraint breach_notified_check check ((notified_at is null) = (reference is null)
                                          and (state <> 'NOTIFIED' or notified_at is not null)),
  -- Late only with a reason.
  constraint breach_delay_check check (notified_at is null or notified_at >= discovered_at
                                       and (notified_at <= due_at or delay_reason is not null)),
  constraint breach_waive_check check (state <> 'NOT_NOTIFIABLE' or (risk = 'NONE' and waive_reason is not null)),
  constraint breach_informed_check check (people_informed_at >= discovered_at),
  constraint breach_closed_check check (state <> 'CLOSED' or risk <> 'HIGH' or people_informed_at is not null
                                        or close_reason is not null),
  constraint breach_clock_check check (clock_runs = (state in ('OPEN', 'ASSESSED')))
);
create index breach_discovered on breach (discovered_at, id);
create index breach_due on breach (due_at, id);
grant select, insert, update on breach to champions_app;
-- What was written in words stays inside: reports made outside the server get what can be counted.
grant select (id, occurred_on, discovered_at, data_categories, people_affected, risk, state, notified_at,
              people_informed_at, due_at, clock_runs, version, created_at, updated_at) on breach to champions_reader;
select with_history('breach', 'record_history', 'id', '');

create table subject_request (
  id uuid primary key default new_id(),
  kind subject_request_kind not null,
  received_on date not null,
  identity_asked_on date,
  identity_confirmed_on date,
  champion_id uuid,                      -- the id alone, so that the register outlives the person's data
  summary text not null,
  state subject_request_state not null default 'OPEN',
  extended_months int not null default 0,
  extended_on date,
  extension_reason text,
  acknowledged_on date,
  answered_on date,
  reason text,                           -- of the refusal
  due_on date,                           -- null: identity was asked for and is not confirmed
  clock_runs boolean not null,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint subject_request_identity_check check (identity_asked_on >= received_on
                                                   and (identity_confirmed_on is null or identity_asked_on is not null)
                                                   and identity_confirmed_on >= identity_asked_on),
  constraint subject_request_extension_check check (extended_months between 0 and 2
                                                    and (extended_months = 0) = (extended_on is null)
                                                    and (extended_months = 0) = (extension_reason is null)
                                                    and (extended_months = 0 or kind <> 'COMPLAINT')),
  constraint subject_request_acknowledged_check check (acknowledged_on is null
                                                       or kind = 'COMPLAINT' and acknowledged_on >= received_on),
  constraint subject_request_answered_check check ((state = 'OPEN') = (answered_on is null)
                                                   and answered_on >= received_on),
  constraint subject_request_reason_check check ((state = 'REFUSED') = (reason is not null)),
  constraint subject_request_clock_check check (clock_runs = (state = 'OPEN' and due_on is not null
                                                              and acknowledged_on is null))
);
create index subject_request_received on subject_request (received_on, id);
create index subject_request_champion on subject_request (champion_id) where champion_id is not null;
grant select, insert, update on subject_request to champions_app;
grant select (id, kind, received_on, identity_asked_on, identity_confirmed_on, state, extended_months, extended_on,
              acknowledged_on, answered_on, due_on, clock_runs, version, created_at, updated_at)
  on subject_request to champions_reader;
select with_history('subject_request', 'record_history', 'id', '');
