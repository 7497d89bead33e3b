-- Champions and what makes them trained. Identity, contact and equality data are in tables of
-- their own; figures never need them.
create type champion_state as enum
  ('ENQUIRED', 'APPLIED', 'RECRUITED', 'IN_TRAINING', 'ACTIVE', 'PAUSED', 'LEFT', 'DECLINED', 'WITHDRAWN');

create table champion (
  organisation_id int not null references organisation (id),
  id uuid not null default new_id(),
  external_id text,
  state champion_state not null default 'ENQUIRED',
  recruited_on date,
  left_on date,
  role text,
  career_goal text,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  constraint champion_external_id_key unique (organisation_id, external_id),
  constraint champion_recruited_on_check check
    ((recruited_on is not null) = (state in ('RECRUITED', 'IN_TRAINING', 'ACTIVE', 'PAUSED', 'LEFT'))),
  constraint champion_left_on_check check ((left_on is not null) = (state = 'LEFT')),
  constraint champion_left_after_recruited_check check (left_on >= recruited_on)
);
create index champion_recruited on champion (organisation_id, recruited_on, id);
create index champion_id on champion (id);              -- post_champions has the id alone
select protect('champion', 'organisation_id', false);
select with_history('champion', 'record_history', 'id', 'organisation_id');

create table champion_person (
  organisation_id int not null,
  champion_id uuid not null,
  given_name text not null,
  family_name text not null,
  email text,
  phone text,
  version int not null default 1,
  import_id uuid,
  primary key (organisation_id, champion_id),
  foreign key (organisation_id, champion_id) references champion on delete cascade
);
select protect('champion_person', 'organisation_id', true);
select with_history('champion_person', 'personal_history', 'champion_id', 'organisation_id');

-- Equality answers, apart from identity.
create table champion_equality (
  organisation_id int not null,
  champion_id uuid not null,
  languages text[] not null default '{}',
  ethnic_category text,
  age_band text,
  gender text,
  version int not null default 1,
  import_id uuid,
  primary key (organisation_id, champion_id),
  foreign key (organisation_id, champion_id) references champion on delete cascade
);
select protect('champion_equality', 'organisation_id', true);
select with_history('champion_equality', 'personal_history', 'champion_id', 'organisation_id');

create table enrolment (
  organisation_id int not null,
  id uuid not null default new_id(),
  champion_id uuid not null,
  programme_id int not null references programme (id),
  enrolled_on date not null,
  ended_on date,
  end_reason text,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  foreign key (organisation_id, champion_id) references champion,
  constraint enrolment_key unique (organisation_id, champion_id, programme_id, enrolled_on)
);
create index enrolment_programme on enrolment (organisation_id, programme_id);
create index enrolment_champion on enrolment (champion_id);
select protect('enrolment', 'organisation_id', false);
select with_history('enrolment', 'record_history', 'id', 'organisation_id');

create table course (
  id int generated always as identity primary key,
  code text not null unique,
  name text not null,
  valid_months int not null default 0,   -- 0: its certificate is valid for ever
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp()
);
grant select, insert, update, delete on course to champions_app;
grant select on course to champions_reader;
select with_history('course', 'record_history', 'id', '');

create table course_requirement (
  id bigint generated always as identity primary key,
  course_id int not null references course (id),
  programme_id int not null references programme (id),
  required_from date,                    -- null: it always applied
  version int not null default 1,
  import_id uuid,
  constraint course_requirement_key unique (programme_id, course_id)
);
create index course_requirement_course on course_requirement (course_id);
grant select, insert, update, delete on course_requirement to champions_app;
grant select on course_requirement to champions_reader;
select with_history('course_requirement', 'record_history', 'id', '');

create type course_run_state as enum ('SCHEDULED', 'CANCELLED');
create table course_run (
  id uuid primary key default new_id(),
  course_id int not null references course (id),
  starts_at timestamptz not null,
  ends_at timestamptz,
  venue text,
  capacity int not null default 0,       -- 0: no limit
  state course_run_state not null default 'SCHEDULED',
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint course_run_ends_at_check check (ends_at > starts_at)
);
create index course_run_course on course_run (course_id, starts_at);
create index course_run_starts on course_run (starts_at, id);
grant select, insert, update, delete on course_run to champions_app;
select with_history('course_run', 'record_history', 'id', '');

create type training_outcome as enum ('BOOKED', 'ATTENDED', 'COMPLETED', 'FAILED', 'NO_SHOW', 'WITHDRAWN');
create table training_record (
  organisation_id int not null,
  id uuid not null default new_id(),
  champion_id uuid not null,
  course_id int not null references course (id),
  course_run_id uuid references course_run (id),
  completed_on date not null,
  outcome training_outcome not null,
  certificate text,
  reason text,                           -- why this version came about, of a correction or a withdrawal
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  foreign key (organisation_id, champion_id) references champion,
  constraint training_record_key unique (organisation_id, champion_id, course_id, completed_on)
);
create index training_record_run on training_record (course_run_id) where course_run_id is not null;
create index training_record_completed on training_record (organisation_id, completed_on, id);
select protect('training_record', 'organisation_id', false);
select with_history('training_record', 'record_history', 'id', 'organisation_id');

-- How many places of runs are taken, by champions of every organisation: runs are shared, and who
-- books may not see all who are booked.
create function course_run_places(runs uuid[])
returns table (course_run_id uuid, taken int) language sql stable set app.everything = 'on' as $$
  select t.course_run_id, count(*)::int from training_record t
   where t.course_run_id = any (runs) and t.outcome <> 'WITHDRAWN'
   group by t.course_run_id
$$;
