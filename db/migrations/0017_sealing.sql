-- Encryption per person: personal columns hold sealed text (server/sealing/vault.h), and here are the
-- keys. In a schema of its own, so that a backup can be kept without them: docs/encryption.md.
create schema keyring;
grant usage on schema keyring to champions_app;

create table keyring.data_key (
  organisation_id int not null,
  owner_id uuid not null,                -- a champion, or the record that a note is of
  wrapped text not null,                 -- by an instance key, which is not in the database
  primary key (organisation_id, owner_id)
);
select protect('keyring.data_key', 'organisation_id', true);
revoke update, truncate on keyring.data_key from champions_app;

-- Of answers that are kept for retries and hold personal data.
create table keyring.answer_key (
  key_id uuid not null,
  request_id uuid not null,
  wrapped text not null,
  primary key (key_id, request_id),
  foreign key (key_id, request_id) references request_answer on delete cascade
);
grant select, insert, delete on keyring.answer_key to champions_app;

-- Which instance keys were ever used, by name: a server with another file refuses to start.
create table keyring.instance_key (
  name text primary key,
  first_used_at timestamptz not null default clock_timestamp()
);
grant select, insert on keyring.instance_key to champions_app;

-- By which a person is found again when something of theirs is known exactly (keyed digests).
alter table champion_person
  add name_index text,
  add email_index text,
  add phone_index text;
create index champion_person_name_index on champion_person (organisation_id, name_index);
create index champion_person_email_index on champion_person (organisation_id, email_index);
create index champion_person_phone_index on champion_person (organisation_id, phone_index);

-- A note arrives with its key in front, `k1|key|sealed`, in whatever statement it is written.
create function keep_note_key() returns trigger language plpgsql as $$
begin
  insert into keyring.data_key (organisation_id, owner_id, wrapped)
  values (new.organisation_id, new.reach_id, split_part(new.note, '|', 2));
  new.note := split_part(new.note, '|', 3);
  return new;
end
$$;
create trigger keep_key before insert or update on reach_note
  for each row when (new.note like 'k1|%') execute function keep_note_key();

-- A note with its key, `key|sealed`; without a key where it was erased or is in clear.
create view sealed_note with (security_invoker = true) as
  select n.organisation_id, n.reach_id,
         coalesce((select k.wrapped || '|' from keyring.data_key k
                    where k.organisation_id = n.organisation_id and k.owner_id = n.reach_id), '|') || n.note as note
    from reach_note n;
grant select on sealed_note to champions_app;

-- As before (0016), and with the keys.
-- False where there is no such champion that the caller may see, or it was erased before. With the
-- owner's rights, since earlier versions are otherwise never changed; the caller's context decides what
-- is seen (row-level security is forced upon the owner too).
create or replace function erase_champion(organisation int, champion uuid, why text, by_key uuid, by_user uuid)
returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
declare
  personal text := current_setting('app.personal', true);
  ignored text;
begin
  insert into champion_erasure (organisation_id, champion_id, external_id_hash, reason, key_id, user_id)
  select c.organisation_id, c.id, sha256(convert_to(c.external_id, 'UTF8')), why, by_key, by_user
    from champion c where c.organisation_id = organisation and c.id = champion
      on conflict do nothing;
  if not found then
    return false;
  end if;
  ignored := set_config('app.personal', 'on', true);
  -- First of all the keys: what they sealed is noise from now on, in every backup too.
  delete from keyring.data_key k
   where k.organisation_id = organisation
     and (k.owner_id = champion
          or k.owner_id in (select r.id from reach r where r.organisation_id = organisation and r.champion_id = champion));
  delete from champion_person p where p.organisation_id = organisation and p.champion_id = champion;
  delete from champion_equality q where q.organisation_id = organisation and q.champion_id = champion;
  delete from reach_note n
   using reach r
   where r.organisation_id = organisation and r.champion_id = champion
     and n.organisation_id = r.organisation_id and n.reach_id = r.id;
  update champion c set external_id = null, role = null, career_goal = null, version = version + 1, import_id = null,
                        updated_at = clock_timestamp()
   where c.organisation_id = organisation and c.id = champion;
  update enrolment e set end_reason = null, version = version + 1, updated_at = clock_timestamp()
   where e.organisation_id = organisation and e.champion_id = champion and e.end_reason is not null;
  update training_record t set certificate = null, reason = null, version = version + 1, updated_at = clock_timestamp()
   where t.organisation_id = organisation and t.champion_id = champion
     and num_nonnulls(t.certificate, t.reason) > 0;
  -- Last, since what was done above has left versions too.
  delete from personal_history h
   where h.organisation_id = organisation and h.kind in ('champion_person', 'champion_equality')
     and h.record_id = champion::text;
  delete from personal_history h
   using reach r
   where r.organisation_id = organisation and r.champion_id = champion
     and h.organisation_id = organisation and h.kind = 'reach_note' and h.record_id = r.id::text;
  update record_history h set data = h.data - '{external_id,role,career_goal}'::text[]
   where h.organisation_id = organisation and h.kind = 'champion' and h.record_id = champion::text;
  update record_history h set data = h.data - '{end_reason}'::text[]
    from enrolment e
   where e.organisation_id = organisation and e.champion_id = champion
     and h.organisation_id = organisation and h.kind = 'enrolment' and h.record_id = e.id::text;
  update record_history h set data = h.data - '{certificate,reason}'::text[]
    from training_record t
   where t.organisation_id = organisation and t.champion_id = champion
     and h.organisation_id = organisation and h.kind = 'training_record' and h.record_id = t.id::text;
  -- A retry is still known, and told nothing.
  delete from keyring.answer_key k
   using request_answer a
   where a.key_id = k.key_id and a.request_id = k.request_id
     and position(convert_to(champion::text, 'UTF8') in a.answer) > 0;
  update request_answer a set answer = ''
   where position(convert_to(champion::text, 'UTF8') in a.answer) > 0;
  ignored := set_config('app.personal', coalesce(personal, ''), true);
  return true;
end
$$;
