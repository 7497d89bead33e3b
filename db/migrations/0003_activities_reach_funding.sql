-- What is funded, what is held, and whom it reached.
create table fund (
  id int generated always as identity primary key,
  code text not null unique,
  name text not null,
  budget_pence bigint not null check (budget_pence >= 0),
  starts_on date,
  ends_on date,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
grant select, insert, update, delete on fund to champions_app;
grant select on fund to champions_reader;
select with_history('fund', 'record_history', 'id', '');

create type award_state as enum ('OFFERED', 'ACTIVE', 'SUSPENDED', 'COMPLETED', 'WITHDRAWN');
create table award (
  organisation_id int not null references organisation (id),
  id uuid not null default new_id(),
  external_id text,
  fund_id int not null references fund (id),
  programme_id int not null references programme (id),
  title text not null,
  amount_pence bigint not null check (amount_pence >= 0),
  awarded_on date not null,
  starts_on date,
  ends_on date,
  state award_state not null default 'OFFERED',
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  constraint award_external_id_key unique (organisation_id, external_id)
);
create index award_fund on award (fund_id);
create index award_awarded on award (organisation_id, awarded_on, id);
select protect('award', 'organisation_id', false);
select with_history('award', 'record_history', 'id', 'organisation_id');

-- What a fund has promised, of every organisation: the one who offers an award may not see them all.
create function fund_awarded_pence(fund int) returns bigint language sql stable set app.everything = 'on' as $$
  select coalesce(sum(amount_pence), 0)::bigint from award where fund_id = fund and state <> 'WITHDRAWN'
$$;

create type payment_state as enum ('PAID', 'VOIDED');
create table payment (
  organisation_id int not null,
  id uuid not null default new_id(),
  award_id uuid not null,
  amount_pence bigint not null check (amount_pence > 0),
  paid_on date not null,
  reference text,
  state payment_state not null default 'PAID',
  void_reason text,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  foreign key (organisation_id, award_id) references award
);
create index payment_award on payment (organisation_id, award_id);
select protect('payment', 'organisation_id', false);
select with_history('payment', 'record_history', 'id', 'organisation_id');

create type activity_kind as enum ('OUTREACH', 'HEALTH_CHECK', 'WORKSHOP', 'DROP_IN', 'CAMPAIGN', 'OTHER');
create type activity_state as enum ('SCHEDULED', 'CANCELLED');
create table activity (
  organisation_id int not null references organisation (id),
  id uuid not null default new_id(),
  external_id text,
  programme_id int not null references programme (id),
  name text not null,
  kind activity_kind not null,
  starts_at timestamptz not null,
  ends_at timestamptz,
  ward text,
  partner_ids int[] not null default '{}',
  award_id uuid,
  state activity_state not null default 'SCHEDULED',
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  foreign key (organisation_id, award_id) references award,
  constraint activity_external_id_key unique (organisation_id, external_id),
  constraint activity_ends_at_check check (ends_at > starts_at)
);
create index activity_starts on activity (organisation_id, starts_at, id);
create index activity_award on activity (organisation_id, award_id) where award_id is not null;
create index activity_partners on activity using gin (partner_ids) where partner_ids <> '{}';
select protect('activity', 'organisation_id', false);
select with_history('activity', 'record_history', 'id', 'organisation_id');

create table activity_attendance (
  organisation_id int not null,            -- that of the activity
  activity_id uuid not null,
  champion_organisation_id int not null,   -- its own, or a partner's
  champion_id uuid not null,
  primary key (organisation_id, activity_id, champion_organisation_id, champion_id),
  foreign key (organisation_id, activity_id) references activity,
  foreign key (champion_organisation_id, champion_id) references champion (organisation_id, id)
);
create index activity_attendance_champion on activity_attendance (champion_organisation_id, champion_id);
select protect('activity_attendance', 'organisation_id', false);

create type reach_mode as enum ('CONVERSATION', 'GROUP', 'HEALTH_CHECK', 'PHONE_OR_ONLINE', 'BROADCAST');
create type reach_topic as enum ('MATERNAL_HEALTH', 'MENTAL_HEALTH', 'SOCIAL_ISOLATION', 'DIABETES',
  'HYPERTENSION', 'IMMUNISATION', 'HEALTHY_LIFESTYLE', 'OTHER');
create type reach_state as enum ('RECORDED', 'VOIDED');
create table reach (
  organisation_id int not null references organisation (id),
  id uuid not null default new_id(),
  external_id text,
  programme_id int not null references programme (id),
  activity_id uuid,
  occurred_on date not null,
  ward text,
  mode reach_mode not null,
  topic reach_topic not null,
  people int not null,
  new_people int not null default 0,
  signposted int not null default 0,
  champion_id uuid,
  -- [{"dimension","category","people"}]: read and written whole, with the record.
  breakdowns jsonb,
  partner_ids int[] not null default '{}',
  state reach_state not null default 'RECORDED',
  reason text,                          -- of the last amendment or void, without personal data
  version int not null default 1,
  import_id uuid,
  recorded_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (organisation_id, id),
  foreign key (organisation_id, activity_id) references activity,
  foreign key (organisation_id, champion_id) references champion,
  constraint reach_external_id_key unique (organisation_id, external_id),
  constraint reach_people_check check (people >= 0 and new_people between 0 and people
                                       and signposted between 0 and people)
);
create index reach_occurred on reach (organisation_id, occurred_on, id);
create index reach_activity on reach (organisation_id, activity_id) where activity_id is not null;
create index reach_champion on reach (organisation_id, champion_id) where champion_id is not null;
create index reach_partners on reach using gin (partner_ids) where partner_ids <> '{}';
select protect('reach', 'organisation_id', false);
select with_history('reach', 'record_history', 'id', 'organisation_id');

-- People write names into notes, so they are kept as personal data.
create table reach_note (
  organisation_id int not null,
  reach_id uuid not null,
  note text not null,
  version int not null default 1,
  import_id uuid,
  primary key (organisation_id, reach_id),
  foreign key (organisation_id, reach_id) references reach on delete cascade
);
select protect('reach_note', 'organisation_id', true);
select with_history('reach_note', 'personal_history', 'reach_id', 'organisation_id');
