-- Safeguarding cases: raised by many, read by the organisation's leads alone (docs/cases.md). No change feed, no history
-- and no reader outside the server has anything of them: what happened is in the notes and in the audit log.
create type case_kind as enum ('ADULT_AT_RISK', 'CHILD_AT_RISK', 'CONDUCT');
create type case_state as enum ('OPEN', 'REFERRED', 'CLOSED');

-- Texts are sealed with the case's key in keyring.data_key.
create table safeguarding_case (
  organisation_id int not null references organisation (id),
  id uuid not null,                      -- made by the server: whoever raises one cannot read it back
  champion_id uuid,                      -- also of one who was erased since
  kind case_kind not null,
  noticed_on date not null,
  account text not null,
  state case_state not null default 'OPEN',
  referred_to text,
  referred_on date,
  outcome text,
  key_id uuid not null,                  -- who raised it
  user_id uuid,
  version int not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  foreign key (organisation_id, champion_id) references champion,
  constraint safeguarding_case_referred_check check ((referred_to is null) = (referred_on is null)
                                                     and (state <> 'REFERRED' or referred_to is not null)
                                                     and referred_on >= noticed_on),
  constraint safeguarding_case_outcome_check check ((outcome is not null) = (state = 'CLOSED'))
);
create index safeguarding_case_noticed on safeguarding_case (organisation_id, noticed_on, id);

-- The chronology: appended, never changed.
create table safeguarding_case_note (
  organisation_id int not null,
  id uuid not null default new_id(),
  case_id uuid not null,
  text text not null,
  key_id uuid not null,                  -- who wrote it
  user_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  foreign key (organisation_id, case_id) references safeguarding_case
);
create index safeguarding_case_note_case on safeguarding_case_note (organisation_id, case_id, id);
create trigger append_only before update or delete or truncate on safeguarding_case_note
  for each statement execute function refuse_change();

select protect(target, 'organisation_id', false)
  from unnest(array['safeguarding_case', 'safeguarding_case_note']::regclass[]) as target;
revoke all on safeguarding_case, safeguarding_case_note from champions_reader;
revoke delete on safeguarding_case, safeguarding_case_note from champions_app;
revoke update on safeguarding_case, safeguarding_case_note from champions_app;
grant update (state, referred_to, referred_on, outcome, version, updated_at) on safeguarding_case to champions_app;

-- Says that the transaction is that of a safeguarding lead, until its end. After begin_as. Nobody who sees every
-- organisation is one: for them it opens nothing.
create function open_cases() returns void language sql volatile as $$
  select set_config('app.safeguarding',
                    case when current_setting('app.everything', true) = 'on' then 'off' else 'on' end, true)
$$;

-- Whatever the server asks for: without open_cases nothing is read or changed, and no note is written. Concerns are
-- raised without it. An update that reads no column meets the policy of updates alone.
create policy safeguarding on safeguarding_case as restrictive for select using (
  (select current_setting('app.safeguarding', true) = 'on'));
create policy safeguarding_change on safeguarding_case as restrictive for update using (
  (select current_setting('app.safeguarding', true) = 'on'));
create policy safeguarding on safeguarding_case_note as restrictive using (
  (select current_setting('app.safeguarding', true) = 'on'));

select hide_from_programmes(target)
  from unnest(array['safeguarding_case', 'safeguarding_case_note']::regclass[]) as target;
select share_with_programmes();
