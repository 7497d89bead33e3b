-- Managers of one programme: what belongs to no programme of theirs is not there for them, whatever the server asks for.
-- They see every organisation (app.everything), and of each only what these policies leave, besides the organisations
-- that they see as a whole by another membership.
--
-- The policies are of a role of their own, so that no other caller's statement is planned with them: most callers never
-- meet them, and their index-only scans stay.
do $$
begin
  if not exists (select from pg_roles where rolname = 'champions_programme') then
    raise exception 'the role champions_programme is missing: run db/roles.sql as a superuser first';
  end if;
end
$$;

-- Says whose transaction this is: `programmes` are theirs, `whole` the organisations that they see as a whole. After
-- begin_as, whose `everything` has to be on. Until the end of the transaction.
create function narrow_programmes(programmes int[], whole int[])
returns void language plpgsql volatile as $$
begin
  perform set_config('app.programmes', programmes::text, true),
          set_config('app.whole_organisations', whole::text, true),
          set_config('role', 'champions_programme', true);
end
$$;

-- A table with a column of its programme, or an expression that finds its row's programme among rows that have walls
-- of their own. `{row}` in it is the table.
create function protect_programme(target regclass, condition text default 'programme_id = any (
                                    (select nullif(current_setting(''app.programmes'', true), '''')::int[])::int[])')
returns void language plpgsql as $$
begin
  execute format(
    'create policy one_programme on %s as restrictive to champions_programme using (
       (select nullif(current_setting(''app.programmes'', true), '''') is null)
       or organisation_id = any ((select nullif(current_setting(''app.whole_organisations'', true), '''')::int[])::int[])
       or %s)', target, replace(condition, '{row}', target::text));
end
$$;
-- Whether the caller may record something of this programme in this organisation.
create function is_own_programme(organisation int, programme int)
returns boolean language sql stable as $$
  select nullif(current_setting('app.programmes', true), '') is null
      or organisation = any (nullif(current_setting('app.whole_organisations', true), '')::int[])
      or programme = any (nullif(current_setting('app.programmes', true), '')::int[])
$$;

-- Read by nobody who manages one programme: of the partnership, or of an organisation as a whole.
create function hide_from_programmes(target regclass)
returns void language plpgsql as $$
begin
  execute format('create policy one_programme on %s as restrictive for select to champions_programme using (false)',
                 target);
end
$$;
-- That role may do what the server's may, row-level security apart. To be called where tables are made.
create function share_with_programmes()
returns void language plpgsql as $$
declare
  granted record;
begin
  for granted in
    select c.oid::regclass as target, a.privilege_type
      from pg_class c, aclexplode(c.relacl) a
     where a.grantee = 'champions_app'::regrole and c.relkind in ('r', 'v', 'p')
  loop
    execute format('grant %s on %s to champions_programme', granted.privilege_type, granted.target);
  end loop;
  for granted in
    select c.oid::regclass as target, t.attname, a.privilege_type
      from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
     where a.grantee = 'champions_app'::regrole
  loop
    execute format('grant %s (%I) on %s to champions_programme', granted.privilege_type, granted.attname,
                   granted.target);
  end loop;
  grant usage on schema keyring to champions_programme;
end
$$;

select protect_programme('enrolment'), protect_programme('activity'), protect_programme('reach'),
       protect_programme('award'), protect_programme('insight'), protect_programme('ledger_entry'),
       protect_programme('rollup'), protect_programme('ledger_history');

-- People who are, or were, in the programme.
select protect_programme('champion', 'exists (
  select from enrolment e where e.organisation_id = {row}.organisation_id and e.champion_id = {row}.id)');
select protect_programme(target, 'exists (
  select from enrolment e where e.organisation_id = {row}.organisation_id and e.champion_id = {row}.champion_id)')
  from unnest(array['champion_person', 'champion_equality', 'training_record', 'champion_basis', 'champion_objection',
                    'champion_restriction', 'champion_hold', 'recipient_notification']::regclass[]) as target;
select protect_programme('champion_merge', 'exists (
  select from enrolment e
   where e.organisation_id = {row}.organisation_id and e.champion_id in ({row}.duplicate_id, {row}.survivor_id))');
select protect_programme('champion_distinction', 'exists (
  select from enrolment e
   where e.organisation_id = {row}.organisation_id and e.champion_id in ({row}.first_id, {row}.second_id))');
select protect_programme('payment', 'exists (
  select from award a where a.organisation_id = {row}.organisation_id and a.id = {row}.award_id)');
select protect_programme('activity_attendance', 'exists (
  select from activity a where a.organisation_id = {row}.organisation_id and a.id = {row}.activity_id)');
select protect_programme('reach_note', 'exists (
  select from reach r where r.organisation_id = {row}.organisation_id and r.id = {row}.reach_id)');
select protect_programme('keyring.data_key', 'exists (
  select from enrolment e where e.organisation_id = {row}.organisation_id and e.champion_id = {row}.owner_id)
  or exists (select from reach r where r.organisation_id = {row}.organisation_id and r.id = {row}.owner_id)');

select hide_from_programmes(target)
  from unnest(array['record_history', 'personal_history', 'audit_event', 'audit_block', 'champion_erasure',
                    'return_step', 'late_change', 'return_reminder', 'record_change', 'access_membership']::regclass[])
       as target;

-- All programmes may be read, as by everyone; only their own are changed.
alter table programme enable row level security;
create policy any_call on programme using (true);
create policy one_programme on programme as restrictive for update to champions_programme using (
  (select nullif(current_setting('app.programmes', true), '') is null)
  or id = any ((select nullif(current_setting('app.programmes', true), '')::int[])::int[]));

-- Counts and posts what is beyond the caller's programmes, as it does what is beyond its organisations.
alter function course_run_places(uuid[]) set app.programmes = '';
alter function post_champions(uuid[], uuid) set app.programmes = '';

select share_with_programmes();
