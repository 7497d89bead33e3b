-- What people may ask of those who hold their data, beyond access and erasure (UK GDPR Articles 6, 7, 13, 18, 19, 21):
-- on which basis each purpose rests and which notice the person was given, withdrawal of consent, restriction,
-- objection. What follows from them holds whatever statement comes, by these triggers and policies. docs/rights.md.

create type champion_purpose as enum ('VOLUNTEERING', 'EQUALITY_MONITORING', 'CONTACT', 'PUBLICITY');
create type restriction_ground as enum ('ACCURACY_CONTESTED', 'UNLAWFUL', 'LEGAL_CLAIM', 'OBJECTION_PENDING',
                                        'ERASURE_DUE');
create type objection_state as enum ('PENDING', 'UPHELD', 'OVERRIDDEN', 'ENDED');

-- The versions of the partnership's privacy notice. A version stays as it is: another text is another version.
create table privacy_notice (
  id uuid primary key default new_id(),
  code text not null,
  in_force_on date not null,
  url text,
  sha256 text,                           -- of the text, in hex
  note text,
  version int not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint privacy_notice_code_key unique (code),
  constraint privacy_notice_text_check check (num_nonnulls(url, sha256) > 0)
);
grant select, insert on privacy_notice to champions_app;
grant select on privacy_notice to champions_reader;

create table champion_basis (
  organisation_id int not null,
  id uuid not null default new_id(),
  champion_id uuid not null,
  purpose champion_purpose not null,
  lawful_basis lawful_basis not null,
  notice_id uuid references privacy_notice (id),
  informed_on date,
  consented_on date,
  consent_form text,                     -- how it was given; null too where the person was erased
  withdrawn_on date,
  key_id uuid not null,                  -- who recorded this version
  user_id uuid,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  foreign key (organisation_id, champion_id) references champion,
  constraint champion_basis_key unique (organisation_id, champion_id, purpose),
  constraint champion_basis_informed_check check ((notice_id is null) = (informed_on is null)),
  -- Consent is informed (Article 4(11)).
  constraint champion_basis_consent_check check
    ((lawful_basis = 'CONSENT') = (consented_on is not null) and (consent_form is null or consented_on is not null)
     and (consented_on is null or notice_id is not null)),
  constraint champion_basis_withdrawn_check check (withdrawn_on is null or consented_on is not null
                                                   and withdrawn_on >= consented_on)
);
create index champion_basis_champion on champion_basis (champion_id);

create table champion_objection (
  organisation_id int not null,
  id uuid not null default new_id(),
  champion_id uuid not null,
  purpose champion_purpose not null,
  objected_on date not null,
  subject_request_id uuid,               -- where the person's grounds are; none are kept here
  state objection_state not null default 'PENDING',
  told_on date,
  reason text,                           -- of the decision
  key_id uuid not null,
  user_id uuid,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  foreign key (organisation_id, champion_id) references champion,
  constraint champion_objection_told_check check (told_on >= objected_on)
);
create index champion_objection_champion on champion_objection (champion_id);
create unique index champion_objection_live on champion_objection (organisation_id, champion_id, purpose)
  where state in ('PENDING', 'UPHELD');

create table champion_restriction (
  organisation_id int not null,
  id uuid not null default new_id(),
  champion_id uuid not null,
  ground restriction_ground not null,
  reason text,
  subject_request_id uuid,
  objection_id uuid,                     -- the one that it waits for, or that was upheld
  told_on date,                          -- that it will be lifted (Article 18(3))
  lift_reason text,
  lifted_at timestamptz,                 -- null: it stands
  key_id uuid not null,
  user_id uuid,
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, id),
  foreign key (organisation_id, champion_id) references champion
);
create index champion_restriction_champion on champion_restriction (champion_id);
-- Several may stand at once, on different grounds: the person is restricted until the last is lifted.
create unique index champion_restriction_live on champion_restriction (organisation_id, champion_id, ground, objection_id)
  nulls not distinct where lifted_at is null;

-- Is processing for a purpose refused: was consent to it withdrawn, or does an objection to it stand?
create function purpose_refused(organisation int, champion uuid, asked champion_purpose) returns boolean
language sql stable as $$
  select exists (select from champion_basis b
                  where b.organisation_id = organisation and b.champion_id = champion and b.purpose = asked
                    and b.withdrawn_on is not null)
      or exists (select from champion_objection o
                  where o.organisation_id = organisation and o.champion_id = champion and o.purpose = asked
                    and o.state = 'UPHELD')
$$;

do $$
declare
  target text;
begin
  foreach target in array '{champion_basis,champion_objection,champion_restriction}'::text[] loop
    perform protect(target::regclass, 'organisation_id', false);
    perform with_history(target::regclass, 'record_history', 'id', 'organisation_id');
    execute format('revoke delete on %I from champions_app', target);
    -- What was written in words stays inside.
    execute format('revoke select on %I from champions_reader', target);
    -- Nobody records anything of an erased person (0016).
    execute format('create trigger refuse_erased before insert on %I for each row execute function refuse_erased()',
                   target);
  end loop;
end
$$;
grant select (organisation_id, id, champion_id, purpose, lawful_basis, notice_id, informed_on, consented_on,
              withdrawn_on, version, created_at, updated_at) on champion_basis to champions_reader;
grant select (organisation_id, id, champion_id, purpose, objected_on, state, told_on, version, created_at, updated_at)
  on champion_objection to champions_reader;
grant select (organisation_id, id, champion_id, ground, told_on, lifted_at, version, created_at, updated_at)
  on champion_restriction to champions_reader;

-- Restricted data is stored, and nothing else: who reads a table of people does not find them there, unless the
-- transaction says that it has to (app.restricted): `read`, to tell the person what is held or to see whether a file
-- would change anything; `write`, to forget. The first sub-select is evaluated once per statement.
create policy restricted on champion_person as restrictive for select using (
  (select current_setting('app.restricted', true) in ('read', 'write'))
  or not (select exists (select from champion_restriction r where r.lifted_at is null))
  or not exists (select from champion_restriction r
                  where r.organisation_id = champion_person.organisation_id
                    and r.champion_id = champion_person.champion_id and r.lifted_at is null));
-- Answers that are not wanted any more are kept only under a hold (forget_equality), and seen by nobody.
create policy restricted on champion_equality as restrictive for select using (
  (select current_setting('app.restricted', true) in ('read', 'write'))
  or not (select exists (select from champion_restriction r where r.lifted_at is null)
              or exists (select from champion_hold h where h.released_at is null))
  or not (exists (select from champion_restriction r
                   where r.organisation_id = champion_equality.organisation_id
                     and r.champion_id = champion_equality.champion_id and r.lifted_at is null)
          or purpose_refused(champion_equality.organisation_id, champion_equality.champion_id,
                             'EQUALITY_MONITORING')));
create policy restricted on reach_note as restrictive for select using (
  (select current_setting('app.restricted', true) in ('read', 'write'))
  or not (select exists (select from champion_restriction r where r.lifted_at is null))
  or not exists (select from reach e
                   join champion_restriction r on r.organisation_id = e.organisation_id
                                              and r.champion_id = e.champion_id
                  where e.organisation_id = reach_note.organisation_id and e.id = reach_note.reach_id
                    and r.lifted_at is null));

-- Nothing new is recorded of restricted people, and nothing changed, by whatever statement. Checked once per
-- statement, over all its rows. Whoever restricts locks the champion's row for update: a foreign key's own lock waits
-- for that, and of rows that are only updated the lock is taken here, so that none slips in between.
create function refuse_restricted() returns trigger language plpgsql as $$
begin
  if current_setting('app.restricted', true) = 'write' then
    return null;
  end if;
  if tg_op = 'UPDATE' then
    perform from champion c
      where (c.organisation_id, c.id) in (select w.organisation_id, w.champion_id from changed w) for key share;
  end if;
  if exists (select from changed w
               join champion_restriction r on r.organisation_id = w.organisation_id and r.champion_id = w.champion_id
              where r.lifted_at is null) then
    raise exception 'restricted' using errcode = 'CH003';
  end if;
  return null;
end
$$;
do $$
declare
  target text;
begin
  foreach target in array '{champion_person,champion_equality,enrolment,training_record}'::text[] loop
    execute format('create trigger refuse_restricted_insert after insert on %I referencing new table as changed
                      for each statement execute function refuse_restricted()', target);
    execute format('create trigger refuse_restricted_delete after delete on %I referencing old table as changed
                      for each statement execute function refuse_restricted()', target);
    if target <> 'training_record' then
      execute format('create trigger refuse_restricted_update after update on %I referencing old table as changed
                        for each statement execute function refuse_restricted()', target);
    end if;
  end loop;
end
$$;
-- Nor is an enrolment moved to a restricted person.
create trigger refuse_restricted_moved after update on enrolment referencing new table as changed
  for each statement execute function refuse_restricted();

-- Of the champion itself: its state and what describes it. Dates may be corrected, since figures rest on them.
create function refuse_restricted_champion() returns trigger language plpgsql as $$
begin
  if exists (select from changed w
               join was o on o.organisation_id = w.organisation_id and o.id = w.id
               join champion_restriction r on r.organisation_id = w.organisation_id and r.champion_id = w.id
              where r.lifted_at is null
                and (w.state, w.external_id, w.role, w.career_goal)
                    is distinct from (o.state, o.external_id, o.role, o.career_goal)) then
    raise exception 'restricted' using errcode = 'CH003';
  end if;
  return null;
end
$$;
create trigger refuse_restricted_update after update on champion referencing old table as was new table as changed
  for each statement execute function refuse_restricted_champion();
-- It is not deleted either: its restriction refers to it.

-- Training that is there may be corrected, with a reason, or withdrawn: figures rest on it. A booking follows its run.
create function refuse_restricted_training() returns trigger language plpgsql as $$
begin
  perform from champion c
    where (c.organisation_id, c.id) in (select w.organisation_id, w.champion_id from changed w) for key share;
  if exists (select from changed w
               join was o on o.organisation_id = w.organisation_id and o.id = w.id
               join champion_restriction r on r.organisation_id = o.organisation_id
                                          and r.champion_id in (o.champion_id, w.champion_id)
              where r.lifted_at is null
                and (w.champion_id <> o.champion_id
                     or w.outcome <> 'WITHDRAWN' and w.reason is null
                        and (w.outcome, w.certificate) is distinct from (o.outcome, o.certificate))) then
    raise exception 'restricted' using errcode = 'CH003';
  end if;
  return null;
end
$$;
create trigger refuse_restricted_update after update on training_record
  referencing old table as was new table as changed
  for each statement execute function refuse_restricted_training();

-- Who attends may be another organisation's champion.
create function refuse_restricted_attendance() returns trigger language plpgsql set app.everything = 'on' as $$
begin
  if exists (select from changed w
               join champion_restriction r on r.organisation_id = w.champion_organisation_id
                                          and r.champion_id = w.champion_id
              where r.lifted_at is null) then
    raise exception 'restricted' using errcode = 'CH003';
  end if;
  return null;
end
$$;
create trigger refuse_restricted_insert after insert on activity_attendance referencing new table as changed
  for each statement execute function refuse_restricted_attendance();

-- A note that is there; a new one comes with a new record of reach, in a statement that is hot.
create function refuse_restricted_note() returns trigger language plpgsql as $$
begin
  if exists (select from changed w
               join reach e on e.organisation_id = w.organisation_id and e.id = w.reach_id
               join champion_restriction r on r.organisation_id = e.organisation_id and r.champion_id = e.champion_id
              where r.lifted_at is null) then
    raise exception 'restricted' using errcode = 'CH003';
  end if;
  return null;
end
$$;
create trigger refuse_restricted_update after update on reach_note referencing old table as changed
  for each statement execute function refuse_restricted_note();
create trigger refuse_restricted_delete after delete on reach_note referencing old table as changed
  for each statement execute function refuse_restricted_note();

-- Equality answers of who does not want them kept.
create function refuse_unwanted_answers() returns trigger language plpgsql as $$
begin
  if exists (select from changed w
              where (cardinality(w.languages) > 0 or num_nonnulls(w.ethnic_category, w.age_band, w.gender) > 0)
                and (exists (select from champion_basis b
                              where b.organisation_id = w.organisation_id and b.champion_id = w.champion_id
                                and b.purpose = 'EQUALITY_MONITORING' and b.withdrawn_on is not null)
                     or exists (select from champion_objection o
                                 where o.organisation_id = w.organisation_id and o.champion_id = w.champion_id
                                   and o.purpose = 'EQUALITY_MONITORING' and o.state = 'UPHELD'))) then
    raise exception 'not wanted' using errcode = 'CH004';
  end if;
  return null;
end
$$;
create trigger refuse_unwanted_insert after insert on champion_equality referencing new table as changed
  for each statement execute function refuse_unwanted_answers();
-- After refuse_restricted_update, which has locked the champion.
create trigger refuse_unwanted_update after update on champion_equality referencing new table as changed
  for each statement execute function refuse_unwanted_answers();

-- Answers that are kept for retries and may say what is to be forgotten or only stored: a retry is still known, and
-- told nothing.
create function forget_kept_answers(champion uuid) returns void language plpgsql as $$
begin
  delete from keyring.answer_key k
   using request_answer a
   where a.key_id = k.key_id and a.request_id = k.request_id and a.method like 'ChampionService/%'
     and position(convert_to(champion::text, 'UTF8') in a.answer) > 0;
  update request_answer a set answer = ''
   where a.method like 'ChampionService/%' and position(convert_to(champion::text, 'UTF8') in a.answer) > 0;
end
$$;

-- Equality answers and their earlier versions; later, where a hold keeps the person from being erased.
create function forget_equality(organisation int, champion uuid) returns void language plpgsql as $$
declare
  personal text := current_setting('app.personal', true);
  restricted text := current_setting('app.restricted', true);
  equality text := current_setting('app.equality', true);  -- of 0022: who sees everything sees no answers
begin
  if exists (select from champion_hold h
              where h.organisation_id = organisation and h.champion_id = champion and h.released_at is null) then
    perform forget_kept_answers(champion);
    return;
  end if;
  perform set_config('app.personal', 'on', true), set_config('app.restricted', 'write', true),
          set_config('app.equality', 'on', true);
  delete from champion_equality q where q.organisation_id = organisation and q.champion_id = champion;
  -- Last, since what was done above has left a version too.
  delete from personal_history h
   where h.organisation_id = organisation and h.kind = 'champion_equality' and h.record_id = champion::text;
  perform forget_kept_answers(champion);
  perform set_config('app.personal', coalesce(personal, ''), true),
          set_config('app.restricted', coalesce(restricted, ''), true),
          set_config('app.equality', coalesce(equality, ''), true);
end
$$;
create function forget_unwanted() returns trigger language plpgsql as $$
begin
  if tg_table_name <> 'champion_hold' or purpose_refused(new.organisation_id, new.champion_id, 'EQUALITY_MONITORING') then
    perform forget_equality(new.organisation_id, new.champion_id);
  end if;
  return null;
end
$$;
create trigger forget_unwanted after insert or update on champion_basis for each row
  when (new.purpose = 'EQUALITY_MONITORING' and new.withdrawn_on is not null) execute function forget_unwanted();
create trigger forget_unwanted after insert or update on champion_objection for each row
  when (new.purpose = 'EQUALITY_MONITORING' and new.state = 'UPHELD') execute function forget_unwanted();
create trigger forget_unwanted after update on champion_hold for each row
  when (old.released_at is null and new.released_at is not null) execute function forget_unwanted();

create function forget_restricted() returns trigger language plpgsql as $$
begin
  perform forget_kept_answers(new.champion_id);
  return null;
end
$$;
create trigger forget_restricted after insert on champion_restriction for each row execute function forget_restricted();

-- An erasure (0016) ends restrictions, since it is what they waited for or what the person wants now; words go, that it
-- was recorded stays. With the rights of erase_champion: nobody else changes earlier versions.
create function forget_rights() returns trigger language plpgsql as $$
begin
  update champion_restriction r
     set reason = null, lift_reason = null, lifted_at = coalesce(r.lifted_at, clock_timestamp()),
         version = r.version + 1, updated_at = clock_timestamp()
   where r.organisation_id = new.organisation_id and r.champion_id = new.champion_id;
  update champion_objection o
     set reason = null, state = case o.state when 'PENDING' then 'ENDED' else o.state end,
         version = o.version + 1, updated_at = clock_timestamp()
   where o.organisation_id = new.organisation_id and o.champion_id = new.champion_id;
  update champion_basis b set consent_form = null, version = b.version + 1, updated_at = clock_timestamp()
   where b.organisation_id = new.organisation_id and b.champion_id = new.champion_id;
  update record_history h set data = h.data - '{reason,lift_reason,consent_form}'::text[]
   where h.organisation_id = new.organisation_id
     and (h.kind, h.record_id) in (
       select 'champion_restriction', r.id::text from champion_restriction r
        where r.organisation_id = new.organisation_id and r.champion_id = new.champion_id
       union all
       select 'champion_objection', o.id::text from champion_objection o
        where o.organisation_id = new.organisation_id and o.champion_id = new.champion_id
       union all
       select 'champion_basis', b.id::text from champion_basis b
        where b.organisation_id = new.organisation_id and b.champion_id = new.champion_id);
  return null;
end
$$;
create trigger forget_rights after insert on champion_erasure for each row execute function forget_rights();
