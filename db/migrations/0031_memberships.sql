-- Memberships: what a user may do in one organisation or one programme, beside the role that it has itself
-- (docs/roles.md). A user may have no role, and then has what its memberships give.
alter type access_role add value 'SAFEGUARDING_LEAD';

alter table access_user
  alter role drop not null,
  drop constraint access_user_organisations_check,
  -- By their names: the new value cannot be used in the transaction that adds it.
  add constraint access_user_organisations_check check
    (coalesce(role::text in ('COORDINATOR', 'PARTNER', 'SAFEGUARDING_LEAD'), false) = (organisation_ids <> '{}'));

create table access_membership (
  id uuid primary key default new_id(),
  user_id uuid not null references access_user (id),
  role access_role not null,
  organisation_id int references organisation (id),
  programme_id int references programme (id),
  created_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  constraint access_membership_place_check check
    ((organisation_id is not null) = (role::text in ('COORDINATOR', 'PARTNER', 'SAFEGUARDING_LEAD'))
     and (programme_id is not null) = (role::text = 'PROGRAMME_MANAGER')
     and num_nonnulls(organisation_id, programme_id) = 1)
);
create unique index access_membership_once on access_membership (user_id, role, organisation_id, programme_id)
  nulls not distinct where ended_at is null;
create index access_membership_organisation on access_membership (organisation_id, id);
create index access_membership_programme on access_membership (programme_id, id) where programme_id is not null;

-- Those that stand, of one user, with the codes of their places, whoever asks.
create function memberships_of(user_id uuid)
returns table (role access_role, organisation_id int, organisation text, programme_id int, programme text)
language sql stable set app.everything = 'on' as $$
  select m.role, m.organisation_id, o.code, m.programme_id, p.code
    from access_membership m
    left join organisation o on o.id = m.organisation_id
    left join programme p on p.id = m.programme_id
   where m.user_id = $1 and m.ended_at is null
   order by m.id
$$;

-- Names and codes that a user works with: also those of its memberships.
create or replace function names_around_user(id uuid)
returns table (name text) language sql stable set app.everything = 'on' as $$
  select unnest(array[o.code, o.name])
    from access_user u join organisation o
      on (u.organisation_ids = '{}' and u.role is not null) or o.id = any (u.organisation_ids)
      or exists (select from access_membership m
                  where m.user_id = u.id and m.ended_at is null
                    and (m.organisation_id = o.id or m.programme_id is not null))
   where u.id = $1
   union all
  select unnest(array[p.code, p.name]) from programme p
$$;

-- Who has personal data of some organisations alone sees theirs: a coordinator of one who is an auditor or a
-- partner's user elsewhere. `app.personal` is then off. All personal tables have the policy under this name (0001).
create function narrow_personal(organisations int[])
returns void language plpgsql volatile as $$
begin
  perform set_config('app.personal', 'off', true),
          set_config('app.personal_organisations', coalesce(organisations, '{}')::text, true);
end
$$;
do $$
declare
  target regclass;
begin
  for target in select polrelid from pg_policy where polname = 'personal' loop
    execute format(
      'alter policy personal on %s using (
         (select current_setting(''app.personal'', true) = ''on'')
         or organisation_id = any ((select nullif(current_setting(''app.personal_organisations'', true), '''')::int[])::int[]))',
      target);
  end loop;
end
$$;
-- As in 0001, with that policy, for tables to come.
create or replace function protect(target regclass, organisation_column text, is_personal boolean)
returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  -- The sub-selects are evaluated once per statement, not once per row.
  execute format(
    'create policy own_organisation on %s using (
       (select current_setting(''app.everything'', true) = ''on'')
       or %I = any ((select nullif(current_setting(''app.organisations'', true), '''')::int[])::int[]))',
    target, organisation_column);
  if is_personal then
    execute format(
      'create policy personal on %s as restrictive for select using (
         (select current_setting(''app.personal'', true) = ''on'')
         or %I = any ((select nullif(current_setting(''app.personal_organisations'', true), '''')::int[])::int[]))',
      target, organisation_column);
  else
    execute format('grant select on %s to champions_reader', target);
  end if;
  execute format('grant select, insert, update, delete on %s to champions_app', target);
end
$$;

-- They are ended, never removed: who could see what, and when, stays known.
select protect('access_membership', 'organisation_id', false);
revoke delete on access_membership from champions_app;
