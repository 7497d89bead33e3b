-- Exports that are made by themselves, and reminders of returns. Schedules and their jobs belong to
-- the partnership, a reminder to its organisation.

create type export_format as enum ('CSV', 'JSON', 'XLSX', 'HTML');
create type export_edition as enum ('INTERNAL', 'PUBLIC');
create type export_cadence as enum ('DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY');
create type export_state as enum ('QUEUED', 'RUNNING', 'DONE', 'FAILED');

-- When an export is due next after an instant: at 6 in the morning in London of its first day, and then
-- again and again. Months are counted from the first day, so that the 31st comes back after a February.
create function export_due_after(first_on date, cadence export_cadence, after timestamptz)
returns timestamptz language sql stable as $$
  with step as (
    select case cadence when 'DAILY' then interval '1 day' when 'WEEKLY' then interval '7 days'
                        when 'MONTHLY' then interval '1 month' else interval '3 months' end as length,
           case cadence when 'DAILY' then 1 when 'WEEKLY' then 7 when 'MONTHLY' then 28 else 90 end as least_days)
  select min(due.at)
    from step,
         lateral (select (first_on + length * n + time '06:00') at time zone 'Europe/London' as at
                    from generate_series(
                           -- No step is longer than its 31 or 92 days, none shorter than least_days.
                           greatest(0, ((after at time zone 'Europe/London')::date - first_on)
                                       / case least_days when 28 then 31 when 90 then 92 else least_days end - 1),
                           greatest(0, ((after at time zone 'Europe/London')::date - first_on) / least_days + 1)) n) due
   where due.at > after
$$;

create table export_schedule (
  id int generated always as identity primary key,
  code text not null,
  name text not null,
  format export_format not null,
  edition export_edition not null,
  policy text,                           -- of a draft's public edition
  quarter date,                          -- null: the last that is over when it is due
  cadence export_cadence not null,
  first_on date not null,
  next_at timestamptz not null,
  recipients text[] not null default '{}',
  link_days int not null default 7,
  disabled boolean not null default false,
  -- Exports are made with the rights of whoever made the schedule, as they are then.
  owner_id uuid not null references access_user (id),
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint export_schedule_code_key unique (code),
  constraint export_schedule_link_check check (link_days between 1 and 30)
);
create index export_schedule_due on export_schedule (next_at) where not disabled;
grant select, insert, update on export_schedule to champions_app;
grant select on export_schedule to champions_reader;
select with_history('export_schedule', 'record_history', 'id', '');

-- One export that was or is to be made. `attempts` is counted up by whoever takes it, and tells that
-- one from an earlier one that comes late.
create table export_job (
  id uuid primary key default new_id(),
  schedule_id int not null references export_schedule (id),
  quarter date not null,
  due_at timestamptz not null,
  state export_state not null default 'QUEUED',
  attempts int not null default 0,
  not_before timestamptz not null default '-infinity',  -- another may take it then, RUNNING or not
  finished_at timestamptz,
  error text,
  publication int,                       -- the number of the one it was taken from; null: a draft
  files jsonb not null default '[]',     -- name, bytes, sha256
  recipients text[] not null default '{}',
  mail_pending text[] not null default '{}',  -- who is still to be told
  mail_attempts int not null default 0,
  mail_next_at timestamptz,              -- null: nothing more is tried
  mail_error text,
  created_at timestamptz not null default clock_timestamp()
);
create index export_job_schedule on export_job (schedule_id, due_at, id);
create index export_job_open on export_job (due_at) where state in ('QUEUED', 'RUNNING');
create index export_job_mail on export_job (mail_next_at) where mail_next_at is not null;
grant select, insert, update on export_job to champions_app;
grant select on export_job to champions_reader;

-- Which reminders were sent, so that each is sent once.
create table return_reminder (
  organisation_id int not null references organisation (id),
  quarter date not null,
  stage text not null,                   -- DUE, or OVERDUE and its number
  sent_at timestamptz not null default clock_timestamp(),
  recipients int not null,
  primary key (organisation_id, quarter, stage)
);
select protect('return_reminder', 'organisation_id', false);
revoke update, delete, truncate on return_reminder from champions_app;
