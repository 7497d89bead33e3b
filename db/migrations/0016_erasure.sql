-- Erasure of a person (UK GDPR Article 17). What names or describes them goes, from the records, from
-- their earlier versions and from the answers that are kept for retries; what is counted stays: the
-- champion's row without identity, enrolments, training, reach, the ledger. docs/erasure.md.

create table champion_erasure (
  organisation_id int not null references organisation (id),
  champion_id uuid not null,
  external_id_hash bytea,                -- so that the same row of a file is not counted as a new person
  reason text not null,
  key_id uuid not null,
  user_id uuid,
  erased_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, champion_id)
);
create index champion_erasure_external_id on champion_erasure (organisation_id, external_id_hash);
select protect('champion_erasure', 'organisation_id', false);
revoke update, delete, truncate on champion_erasure from champions_app;
create trigger append_only before update or delete or truncate on champion_erasure
  for each statement execute function refuse_change();

-- While one is not released, the person is not erased: a claim, an inquiry.
create table champion_hold (
  organisation_id int not null references organisation (id),
  champion_id uuid not null,
  placed_at timestamptz not null default clock_timestamp(),
  reason text not null,
  key_id uuid not null,
  user_id uuid,
  released_at timestamptz,
  primary key (organisation_id, champion_id, placed_at)
);
select protect('champion_hold', 'organisation_id', false);
revoke delete, truncate on champion_hold from champions_app;

-- Nobody records an erased person again, by whatever way.
create function refuse_erased() returns trigger language plpgsql as $$
declare
  is_erased boolean;
begin
  if tg_table_name = 'champion' then
    is_erased := num_nonnulls(new.external_id, new.role, new.career_goal) > 0 and exists (
      select from champion_erasure e
       where e.organisation_id = new.organisation_id
         and (e.champion_id = new.id or e.external_id_hash = sha256(convert_to(new.external_id, 'UTF8'))));
  else
    is_erased := exists (select from champion_erasure e
                          where e.organisation_id = new.organisation_id and e.champion_id = new.champion_id);
  end if;
  if is_erased then
    raise exception 'erased' using errcode = 'CH002';
  end if;
  return new;
end
$$;
create trigger refuse_erased before insert or update on champion for each row execute function refuse_erased();
create trigger refuse_erased before insert or update on champion_person
  for each row execute function refuse_erased();
create trigger refuse_erased before insert or update on champion_equality
  for each row execute function refuse_erased();

-- False where there is no such champion that the caller may see, or it was erased before. With the
-- owner's rights, since earlier versions are otherwise never changed; the caller's context decides what
-- is seen (row-level security is forced upon the owner too).
create function erase_champion(organisation int, champion uuid, why text, by_key uuid, by_user uuid)
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
  update request_answer a set answer = ''
   where position(convert_to(champion::text, 'UTF8') in a.answer) > 0;
  ignored := set_config('app.personal', coalesce(personal, ''), true);
  return true;
end
$$;
revoke execute on function erase_champion from public;
grant execute on function erase_champion to champions_app;
