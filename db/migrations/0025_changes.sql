-- The change feed: which record was made, changed or removed, and nothing of what is in it. Written by a trigger per
-- statement, so that no way of writing can forget it. docs/changes.md, ADR 15.
create type change_kind as enum ('ORGANISATION', 'PROGRAMME', 'CHAMPION', 'ENROLMENT', 'COURSE', 'COURSE_RUN',
  'TRAINING_RECORD', 'ACTIVITY', 'REACH', 'FUND', 'AWARD', 'PAYMENT', 'RETURN', 'INSIGHT');
create type change_action as enum ('CREATED', 'CHANGED', 'REMOVED');

-- `number` is the order of the feed. A later version of a record has a higher one, since who writes it has waited for
-- the one who wrote the earlier; the number of the transaction would not do, which is given at its first write.
create table record_change (
  number bigint generated always as identity primary key,
  changed_at timestamptz not null default clock_timestamp(),
  organisation_id int not null,          -- 0: of none, such as programmes
  version int not null,
  record_id uuid,
  code text,                             -- of what is named by a code; of a return the first day of its quarter
  kind change_kind not null,
  action change_action not null,
  constraint record_change_record_check check (num_nonnulls(record_id, code) = 1)
);
alter table record_change enable row level security;
alter table record_change force row level security;
create policy own_organisation on record_change using (
  (select current_setting('app.everything', true) = 'on') or organisation_id = 0
  or organisation_id = any ((select nullif(current_setting('app.organisations', true), '')::int[])::int[]));
grant select, insert, delete on record_change to champions_app;
grant select on record_change to champions_reader;
grant select on sequence record_change_number_seq to champions_app;  -- server/changes/horizon.h
create trigger append_only before update or truncate on record_change
  for each statement execute function refuse_change();
-- What is old is removed (server/app/sql/forget_changes.sql), what is young by nobody.
create trigger young before delete on record_change for each row
  when (old.changed_at > clock_timestamp() - interval '6 days') execute function refuse_change();

-- Up to which number changes were removed: a follower that is further behind has missed some.
create table change_floor (number bigint not null);
insert into change_floor values (0);
create unique index change_floor_one on change_floor ((true));
grant select, update on change_floor to champions_app;

-- Lets a table be followed. `organisation`, `record` and `code` are expressions over its row `r`.
create function tell_changes(target regclass, kind change_kind, organisation text, record text, code text)
returns void language plpgsql as $$
declare
  name text := 'tell_' || target;
begin
  -- An update is told by both of its tables put together: a join of them would be planned once, for the few rows of
  -- an ordinary statement, and go through the million of an import row by row.
  execute format($function$
    create function %1$I() returns trigger language plpgsql as $body$
    begin
      if tg_op = 'INSERT' then
        insert into record_change (organisation_id, record_id, code, version, kind, action)
        select %2$s, %3$s, %4$s, r.version, %5$L::change_kind, 'CREATED' from changed r;
      elsif tg_op = 'DELETE' then
        insert into record_change (organisation_id, record_id, code, version, kind, action)
        select %2$s, %3$s, %4$s, r.version, %5$L::change_kind, 'REMOVED' from was r;
      else
        insert into record_change (organisation_id, record_id, code, version, kind, action)
        select x.organisation, x.record, x.code, max(x.version), %5$L::change_kind, 'CHANGED'
          from (select %2$s as organisation, %3$s as record, %4$s as code, r.version from was r
                union all
                select %2$s, %3$s, %4$s, r.version from changed r) x
         group by x.organisation, x.record, x.code
        having min(x.version) <> max(x.version);
      end if;
      return null;
    end
    $body$ $function$, name, organisation, record, code, kind);
  execute format('create trigger tell_insert after insert on %s referencing new table as changed
                    for each statement execute function %I()', target, name);
  execute format('create trigger tell_update after update on %s referencing old table as was new table as changed
                    for each statement execute function %I()', target, name);
  execute format('create trigger tell_delete after delete on %s referencing old table as was
                    for each statement execute function %I()', target, name);
end
$$;
select tell_changes('organisation', 'ORGANISATION', 'r.id', 'null::uuid', 'r.code');
select tell_changes('programme', 'PROGRAMME', '0', 'null::uuid', 'r.code');
select tell_changes('champion', 'CHAMPION', 'r.organisation_id', 'r.id', 'null::text');
select tell_changes('enrolment', 'ENROLMENT', 'r.organisation_id', 'r.id', 'null::text');
select tell_changes('course', 'COURSE', '0', 'null::uuid', 'r.code');
select tell_changes('course_run', 'COURSE_RUN', '0', 'r.id', 'null::text');
select tell_changes('training_record', 'TRAINING_RECORD', 'r.organisation_id', 'r.id', 'null::text');
select tell_changes('activity', 'ACTIVITY', 'r.organisation_id', 'r.id', 'null::text');
select tell_changes('reach', 'REACH', 'r.organisation_id', 'r.id', 'null::text');
select tell_changes('fund', 'FUND', '0', 'null::uuid', 'r.code');
select tell_changes('award', 'AWARD', 'r.organisation_id', 'r.id', 'null::text');
select tell_changes('payment', 'PAYMENT', 'r.organisation_id', 'r.id', 'null::text');
select tell_changes('organisation_return', 'RETURN', 'r.organisation_id', 'null::uuid', 'r.quarter::text');
select tell_changes('insight', 'INSIGHT', 'r.organisation_id', 'r.id', 'null::text');

-- Tables that hold a part of a record, written without a new version of it: it is told as changed, unless this
-- transaction has written the record itself before, which told it. `condition` joins the record `p` to the row `r`.
create function tell_part(target regclass, events text[], record regclass, kind change_kind, organisation text,
                          id text, code text, condition text)
returns void language plpgsql as $$
declare
  name text := 'tell_' || target;
  event text;
begin
  -- Planned once as well: row by row by the record's index, however many rows the first statement had.
  execute format($function$
    create function %1$I() returns trigger language plpgsql set enable_seqscan = off as $body$
    begin
      -- A cascade comes here once for each row that goes, mostly with nothing.
      if (select true from part limit 1) is null then
        return null;
      end if;
      insert into record_change (organisation_id, record_id, code, version, kind, action)
      select distinct %2$s, %3$s, %4$s, p.version, %5$L::change_kind, 'CHANGED'::change_action
        from part r
       cross join lateral (select * from %6$s p
                            where %7$s and p.xmin <> pg_current_xact_id()::xid offset 0) p;
      return null;
    end
    $body$ $function$, name, organisation, id, code, kind, record, condition);
  foreach event in array events loop
    execute format('create trigger tell_%s after %s on %s referencing %s table as part
                      for each statement execute function %I()',
                   event, event, target, case event when 'delete' then 'old' else 'new' end, name);
  end loop;
end
$$;
do $$
declare
  target text;
begin
  foreach target in array
    '{champion_person,champion_equality,champion_basis,champion_objection,champion_restriction}'::text[] loop
    perform tell_part(target::regclass,
                      ('{insert,update' || case target when 'champion_equality' then ',delete}' else '}' end)::text[],
                      'champion', 'CHAMPION', 'p.organisation_id', 'p.id', 'null::text',
                      'p.organisation_id = r.organisation_id and p.id = r.champion_id');
  end loop;
end
$$;
select tell_part('champion_merge', '{insert,update}', 'champion', 'CHAMPION', 'p.organisation_id', 'p.id', 'null::text',
                 'p.organisation_id = r.organisation_id and p.id = any (array[r.duplicate_id, r.survivor_id])');
-- A new note comes with a new record of reach.
select tell_part('reach_note', '{update,delete}', 'reach', 'REACH', 'p.organisation_id', 'p.id', 'null::text',
                 'p.organisation_id = r.organisation_id and p.id = r.reach_id');
select tell_part('course_requirement', '{insert,update,delete}', 'course', 'COURSE', '0', 'null::uuid', 'p.code',
                 'p.id = r.course_id');
