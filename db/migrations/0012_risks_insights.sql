-- The partnership's register of risks, which belongs to no organisation, and what champions hear from
-- communities, which does. Neither is counted in the ledger.

create type risk_kind as enum ('RISK', 'ISSUE');
create type risk_state as enum ('OPEN', 'CLOSED');
create type risk_direction as enum ('NEW', 'RISING', 'FALLING', 'STABLE');

-- The last entry of its history is kept in the risk as well: impact, probability, direction, assessed_on.
create table risk (
  id uuid primary key default new_id(),
  number int not null,
  kind risk_kind not null,
  text text not null,
  workstream text,
  owners text[] not null default '{}',
  organisations_impacted text[] not null default '{}',
  raised_on date not null,
  last_reviewed_on date,
  assessed_on date not null,
  impact int not null,
  probability int not null,
  score int generated always as (impact * probability) stored,
  direction risk_direction not null default 'NEW',
  state risk_state not null default 'OPEN',
  reason text,                          -- of the last close or reopening
  printed_score int,                    -- by the paper that it was imported from, until it is assessed again
  printed_direction risk_direction,
  printed_escalated boolean,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint risk_number_key unique (number),
  constraint risk_number_check check (number > 0),
  constraint risk_score_check check (impact between 1 and 4 and probability between 1 and 4),
  constraint risk_days_check check (last_reviewed_on >= raised_on and assessed_on >= raised_on)
);
create index risk_score on risk (score, id);
grant select, insert, update on risk to champions_app;
grant select on risk to champions_reader;
select with_history('risk', 'record_history', 'id', '');

-- The history of scores: entries are appended and never changed. A review that leaves the score as it
-- was is an entry too.
create table risk_assessment (
  id uuid primary key default new_id(),
  risk_id uuid not null references risk (id),
  place int not null,
  assessed_on date not null,
  impact int not null,
  probability int not null,
  score int generated always as (impact * probability) stored,
  direction risk_direction not null,
  is_review boolean not null default false,
  comment text,
  key_id uuid not null,
  user_id uuid,
  recorded_at timestamptz not null default clock_timestamp(),
  constraint risk_assessment_place_key unique (risk_id, place),
  constraint risk_assessment_score_check check (impact between 1 and 4 and probability between 1 and 4)
);
create trigger append_only before update or delete or truncate on risk_assessment
  for each statement execute function refuse_change();
grant select, insert on risk_assessment to champions_app;
grant select on risk_assessment to champions_reader;

create table risk_action (
  id uuid primary key default new_id(),
  risk_id uuid not null references risk (id),
  place int not null,
  text text not null,
  owner text,
  due_on date,
  done_on date,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint risk_action_place_key unique (risk_id, place)
);
grant select, insert, update on risk_action to champions_app;
grant select on risk_action to champions_reader;
select with_history('risk_action', 'record_history', 'id', '');

create type insight_kind as enum ('BARRIER', 'QUESTION', 'IDEA');
create type insight_state as enum ('OPEN', 'ANSWERED', 'WITHDRAWN');
create table insight (
  organisation_id int not null references organisation (id),
  id uuid not null default new_id(),
  programme_id int references programme (id),
  heard_on date not null,
  kind insight_kind not null,
  theme text not null,
  theme_key text not null,              -- what themes are counted by: without the differences of case and spaces
  community text,
  community_key text,
  topic reach_topic,
  ward text,
  text text not null,
  quotable boolean not null default false,
  quote_permission text,                -- the role of who gave it
  state insight_state not null default 'OPEN',
  response text,
  responded_on date,
  reason text,                          -- of the withdrawal
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  constraint insight_quote_check check (quotable = (quote_permission is not null)),
  constraint insight_response_check check ((response is null) = (responded_on is null)
                                           and (state <> 'ANSWERED' or response is not null)),
  constraint insight_responded_check check (responded_on >= heard_on)
);
create index insight_heard on insight (organisation_id, heard_on, id);
create index insight_theme on insight (organisation_id, theme_key, id);
create index insight_programme on insight (organisation_id, programme_id, id) where programme_id is not null;
create index insight_ward on insight (organisation_id, ward, id) where ward is not null;
select protect('insight', 'organisation_id', false);
-- What people said stays inside: reports made outside the server get what can be counted. Earlier
-- versions lie with the personal ones, so that a name that was written all the same can be erased.
revoke select on insight from champions_reader;
grant select (organisation_id, id, programme_id, heard_on, kind, theme_key, community_key, topic, ward, quotable,
              state, responded_on, version, created_at, updated_at) on insight to champions_reader;
select with_history('insight', 'personal_history', 'id', 'organisation_id');
