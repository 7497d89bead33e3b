-- Who may use the service, what they asked for before, and what they did.
create type access_role as enum ('ADMINISTRATOR', 'PROGRAMME_MANAGER', 'COORDINATOR', 'PARTNER', 'AUDITOR');
create type user_state as enum ('ENABLED', 'DISABLED');

create table access_user (
  id uuid primary key default new_id(),
  name text not null,
  email text,
  role access_role not null,
  organisation_ids int[] not null default '{}',
  state user_state not null default 'ENABLED',
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint access_user_organisations_check check
    ((role in ('COORDINATOR', 'PARTNER')) = (organisation_ids <> '{}'))
);
create unique index access_user_email_key on access_user (lower(email));
create index access_user_name on access_user (name, id);

create table access_key (
  id uuid primary key default new_id(),
  token_hash bytea not null unique,      -- HMAC-SHA-256 with a pepper that is not in the database
  name text not null,
  user_id uuid references access_user (id),
  role access_role,                      -- null where the user lends it
  organisation_ids int[] not null default '{}',
  expires_at timestamptz,
  revoked_at timestamptz,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  constraint access_key_role_check check ((user_id is null) = (role is not null)),
  constraint access_key_organisations_check check
    (coalesce(role in ('COORDINATOR', 'PARTNER'), false) = (organisation_ids <> '{}'))
);
create index access_key_user on access_key (user_id);
create index access_key_name on access_key (name, id);
grant select, insert, update on access_user, access_key to champions_app;

-- The answer to each write, so that a retry gets it again and is not counted twice. Kept 35 days.
create table request_answer (
  key_id uuid not null,
  request_id uuid not null,
  method text not null,
  body_hash bytea not null,              -- SHA-256 of the request without its request_id
  answer bytea not null,
  answered_at timestamptz not null default clock_timestamp(),
  primary key (key_id, request_id)
);
create index request_answer_age on request_answer (answered_at);
grant select, insert, update, delete on request_answer to champions_app;

-- Opens a write: the context, and the answer if this request was answered before. The lock makes
-- a second copy of a request wait until the first has committed or failed.
create function begin_write(organisations int[], everything boolean, personal boolean, timeout_ms int,
                            key uuid, request uuid)
returns table (method text, body_hash bytea, answer bytea) language plpgsql volatile as $$
begin
  perform begin_as(organisations, everything, personal, timeout_ms);
  if request is null then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtextextended(key::text || request::text, 0));
  -- Touched, so that the answer is given again only after a commit of its own.
  return query update request_answer a set answered_at = a.answered_at
    where a.key_id = key and a.request_id = request returning a.method, a.body_hash, a.answer;
end
$$;

-- Every change, and every read of personal data. Written in the same transaction; append-only.
create table audit_event (
  id uuid not null default new_id(),
  organisation_id int,                   -- null where it concerns none or several
  recorded_at timestamptz not null default clock_timestamp(),
  key_id uuid not null,
  user_id uuid,
  method text not null,
  object_kind text not null,
  object text,
  objects bigint not null default 1,
  fields text[] not null default '{}',
  request_id uuid,
  address text,
  primary key (id)
);
create index audit_event_time on audit_event (recorded_at, id);
create index audit_event_organisation on audit_event (organisation_id, recorded_at, id);
create index audit_event_object on audit_event (object, recorded_at, id);
create index audit_event_key on audit_event (key_id, recorded_at, id);
alter table audit_event enable row level security;
alter table audit_event force row level security;
create policy own_organisation on audit_event using (
  (select current_setting('app.everything', true) = 'on')
  or organisation_id = any ((select nullif(current_setting('app.organisations', true), '')::int[])::int[]));
-- What concerns no one organisation is written by everyone and read by those who see all.
create policy unowned on audit_event for insert with check (organisation_id is null);
grant select, insert on audit_event to champions_app;
create trigger append_only before update or delete or truncate on audit_event
  for each statement execute function refuse_change();
