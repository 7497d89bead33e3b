-- Returns of organisations, publications of quarters, and what is recorded after a quarter was closed.

create type return_state as enum ('OPEN', 'SUBMITTED', 'RETURNED', 'APPROVED', 'LOCKED', 'REOPENED');

-- What an organisation returns for a quarter. No row: OPEN, or LOCKED once the quarter is published.
create table organisation_return (
  organisation_id int not null references organisation (id),
  quarter date not null,                -- its first day
  state return_state not null,
  commentary text,                      -- by whoever submitted it
  -- What was attested, in the order of the ledger's columns.
  submitted_in_quarter bigint[],
  submitted_to_date bigint[],
  submitted_at timestamptz,
  reason text,                          -- why it was sent back or reopened last
  version int not null default 1,
  import_id uuid,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, quarter),
  constraint organisation_return_quarter_check check (quarter = quarter_of(quarter))
);
create index organisation_return_quarter on organisation_return (quarter, organisation_id);
select protect('organisation_return', 'organisation_id', false);
select with_history('organisation_return', 'record_history', 'quarter', 'organisation_id');

-- Every step that a return took, with the figures that it was about.
create table return_step (
  organisation_id int not null,
  quarter date not null,
  step_id bigint generated always as identity,
  verb text not null,
  state return_state not null,          -- after the step
  comment text,
  justifications jsonb,                 -- {check: why it is right all the same}
  in_quarter bigint[] not null,
  to_date bigint[] not null,
  key_id uuid not null,
  user_id uuid,
  at timestamptz not null default clock_timestamp(),
  primary key (organisation_id, quarter, step_id)
);
select protect('return_step', 'organisation_id', false);
revoke update, delete, truncate on return_step from champions_app;
create trigger append_only before update or delete or truncate on return_step
  for each statement execute function refuse_change();

-- A quarter as it was published (number 1) and restated (2 and up). Never changed or deleted.
create table publication (
  id uuid primary key,
  quarter date not null,
  number int not null,
  reason text,                          -- of a restatement
  definitions int not null,
  policy text not null,                 -- of the public edition
  coarsened boolean not null,           -- it hides more than the policy asks
  as_known_at timestamptz not null,
  published_at timestamptz not null,
  key_id uuid not null,
  user_id uuid,
  manifest bytea not null,              -- JSON, as it was signed
  signature bytea not null,             -- Ed25519 over the manifest
  public_key text not null,             -- that it can be checked with, PEM
  details bytea not null,               -- the Publication as the API answered it
  constraint publication_number_key unique (quarter, number),
  constraint publication_quarter_check check (quarter = quarter_of(quarter)),
  constraint publication_reason_check check ((number > 1) = (reason is not null))
);
-- The files as they were published: kept, not made again, so that they stay the same for ever.
create table publication_file (
  publication_id uuid not null references publication (id),
  name text not null,                   -- such as public/figures.csv
  media_type text not null,
  content bytea not null,
  primary key (publication_id, name)
);
-- What the public edition showed, cell by cell, and which cells add up: later releases are checked
-- against it (docs/disclosure.md). `name` is `quantity` and the version of its true value.
create table release_cell (
  publication_id uuid not null references publication (id),
  name text not null,
  quantity text not null,
  of_people boolean not null,
  kind smallint not null,               -- 0 exact, 1 rounded, 2 hidden, 3 left out
  value bigint not null,                -- 0 where hidden or left out
  truth bigint not null,
  primary key (publication_id, name)
);
create table release_sum (
  publication_id uuid not null references publication (id),
  sum_id int not null,
  total text not null,
  parts text[] not null,
  primary key (publication_id, sum_id)
);
grant select, insert on publication, publication_file, release_cell, release_sum to champions_app;
grant select on publication to champions_reader;
create trigger append_only before update or delete or truncate on publication
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on publication_file
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on release_cell
  for each statement execute function refuse_change();
create trigger append_only before update or delete or truncate on release_sum
  for each statement execute function refuse_change();

-- Why something was recorded in a quarter that was closed already. A row per source and instant, for
-- the entries of the ledger with the same.
create table late_change (
  organisation_id int not null,
  quarter date not null,
  source_kind ledger_source not null,
  source_id uuid not null,
  recorded_at timestamptz not null,
  reason text,
  primary key (organisation_id, quarter, recorded_at, source_id, source_kind),
  constraint late_reason_required check (reason is not null)
);
select protect('late_change', 'organisation_id', false);
revoke update, delete, truncate on late_change from champions_app;

-- Whoever closes a quarter waits here for the writers that are under way, and holds the others up
-- until it commits: what is recorded afterwards sees that the quarter is closed (ledger_instant).
create function stop_the_ledger() returns void language sql set lock_timeout = '2s' as $$
  select pg_advisory_xact_lock(1279609159, 0)
$$;

-- The rollup, and what is late: entries in a closed quarter need a reason, which the transaction
-- carries in app.late_reason.
create or replace function roll_up() returns trigger language plpgsql as $$
begin
  with late as (
    insert into late_change (organisation_id, quarter, source_kind, source_id, recorded_at, reason)
    select e.organisation_id, quarter_of(e.counts_on), e.source_kind, e.source_id, e.recorded_at,
           nullif(current_setting('app.late_reason', true), '')
      from entries e
      left join organisation_return t
        on t.organisation_id = e.organisation_id and t.quarter = quarter_of(e.counts_on)
     where case when t.state is null
                then exists (select from publication p where p.quarter = quarter_of(e.counts_on))
                else t.state = 'LOCKED' end
       and current_setting('app.late_is_noted', true) is distinct from 'on'
        on conflict do nothing)
  insert into rollup as r
  select organisation_id, coalesce(programme_id, 0), scope, quarter_of(counts_on),
         coalesce(nullif(current_setting('app.rollup_shard', true), '')::int, pg_backend_pid() % 4),
         sum(recruited), sum(trained), sum(reached), sum(new_people), sum(signposted),
         sum(impressions), sum(activities), sum(awarded_pence), sum(paid_pence)
    from entries
   group by 1, 2, 3, 4
   order by 1, 2, 3, 4                  -- every writer takes its rows in the same order
  on conflict (organisation_id, programme_id, scope, quarter, shard) do update set
    recruited = r.recruited + excluded.recruited,
    trained = r.trained + excluded.trained,
    reached = r.reached + excluded.reached,
    new_people = r.new_people + excluded.new_people,
    signposted = r.signposted + excluded.signposted,
    impressions = r.impressions + excluded.impressions,
    activities = r.activities + excluded.activities,
    awarded_pence = r.awarded_pence + excluded.awarded_pence,
    paid_pence = r.paid_pence + excluded.paid_pence;
  return null;
end
$$;

drop function log_reaches(
  uuid[], uuid[], boolean[], text[], int[], uuid[], bytea[], text[], text[], int[], uuid[], text[], text[], text[],
  text[], uuid[], text[], uuid[], date[], text[], reach_mode[], reach_topic[], int[], int[], int[], jsonb[], text[],
  text[], int, int);
-- Records reach of many callers. p_…: the principals, an element each; u_…: units, each of one
-- principal and one request, recorded whole or not at all; i_…: their items. A unit that cannot be
-- recorded is refused by itself.
--
-- Authority is decided here, per item, by what its principal may see; then row-level security is
-- opened for the organisations that the items were found to be in, and for no other.
--
-- Outcomes: ANSWERED, a row per unit that was answered before, with that answer; RECORDED and REFUSED
-- (the columns say why), a row per item. serialization_failure when a request of it is being answered
-- by another transaction: ask once more.
create function log_reaches(
  p_keys uuid[], p_users uuid[], p_everything boolean[], p_organisations text[],
  u_principals int[], u_requests uuid[], u_hashes bytea[], u_methods text[], u_addresses text[],
  u_late_reasons text[],
  i_units int[], i_ids uuid[], i_organisations text[], i_programmes text[], i_external_ids text[],
  i_activities text[], i_activity_ids uuid[], i_champions text[], i_champion_ids uuid[],
  i_days date[], i_wards text[], i_modes reach_mode[], i_topics reach_topic[],
  i_people int[], i_new_people int[], i_signposted int[], i_breakdowns jsonb[], i_partners text[],
  i_notes text[], timeout_ms int, lock_timeout_ms int)
returns table (
  outcome text, unit int, item int, organisation_id int, programme_id int, activity_id uuid,
  champion_id uuid, is_taken boolean, unknown_partner text, is_locked boolean, recorded_at_us bigint,
  method text, body_hash bytea, answer bytea)
-- Planning takes ten times as long as running it for one record, so it is planned once per
-- connection, for tables that grow meanwhile.
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
  organisation_ids int[];       -- of each item; null where its principal may not see it
  named int[];                  -- the same, each once or so
  programme_ids int[];
  activity_ids uuid[];
  champion_ids uuid[];
  partner_ids text[];
  unknown_partners text[];
  taken boolean[];
  locked boolean[];             -- in a quarter that is closed, so that it comes late
  answered int[] := '{}';       -- units
  refused int[] := '{}';
  skipped int[];                -- both
  has_requests boolean := array_remove(u_requests, null) <> '{}';
  has_late boolean;
  has_partners boolean := array_remove(i_partners, null) <> '{}';
  instant timestamptz;
  claims int;
  claimed int;
  ignored text;
begin
  -- Who may record where. What is looked up past the walls here are codes of organisations alone.
  ignored := set_config('app.everything', 'on', true);
  select array_agg(case when p_everything[u_principals[i.unit]]
                          or o.id = any ((p_organisations[u_principals[i.unit]])::int[]) then o.id end
                   order by i.item),
         array_agg(p.id order by i.item),
         array_agg(case when t.state is null
                        then exists (select from publication b where b.quarter = quarter_of(i.occurred_on))
                        else t.state = 'LOCKED' end order by i.item)
    into organisation_ids, programme_ids, locked
    from unnest(i_units, i_organisations, i_programmes, i_days)
         with ordinality as i (unit, organisation, programme, occurred_on, item)
    left join organisation o on o.code = i.organisation
    left join programme p on p.code = i.programme
    left join organisation_return t on t.organisation_id = o.id and t.quarter = quarter_of(i.occurred_on);
  has_late := true = any (locked);
  if has_partners then
    select array_agg(g.ids::text order by i.item), array_agg(g.unknown order by i.item)
      into partner_ids, unknown_partners
      from unnest(i_partners) with ordinality as i (partners, item)
      left join lateral (
             select array_agg(o.id order by o.id) filter (where o.id is not null) as ids,
                    min(n.code) filter (where o.id is null) as unknown
               from unnest(string_to_array(i.partners, ',')) as n (code)
               left join organisation o on o.code = n.code) g on true;
  end if;
  named := array_remove(organisation_ids, null);
  if cardinality(named) > 8 then
    named := array(select distinct o from unnest(named) as o);
  end if;
  ignored := begin_as(named, false, false, timeout_ms);
  ignored := set_config('lock_timeout', lock_timeout_ms::text, true);

  if has_requests then
    answered := array(
      select u.unit from unnest(u_principals, u_requests) with ordinality as u (principal, request, unit)
        join request_answer a on a.key_id = p_keys[u.principal] and a.request_id = u.request);
  end if;
  if answered <> '{}' then
    -- Touched, so that an answer is given again only after a commit of its own.
    return query
    update request_answer a set answered_at = a.answered_at
      from unnest(u_principals, u_requests) with ordinality as u (principal, request, unit)
     where a.key_id = p_keys[u.principal] and a.request_id = u.request
    returning 'ANSWERED', u.unit::int, null::int, null::int, null::int, null::uuid, null::uuid, null::boolean,
              null::text, null::boolean, null::bigint, a.method, a.body_hash, a.answer;
  end if;

  -- What the items refer to.
  if array_remove(i_activities, null) <> '{}' then
    activity_ids := array(
      select (select a.id from activity a
               where a.organisation_id = i.organisation_id and (a.external_id = i.activity or a.id = i.activity_id)
               order by a.external_id = i.activity desc nulls last limit 1)
        from unnest(organisation_ids, i_activities, i_activity_ids)
             with ordinality as i (organisation_id, activity, activity_id, item) order by i.item);
  end if;
  if array_remove(i_champions, null) <> '{}' then
    champion_ids := array(
      select (select c.id from champion c
               where c.organisation_id = i.organisation_id and (c.external_id = i.champion or c.id = i.champion_id)
               order by c.external_id = i.champion desc nulls last limit 1)
        from unnest(organisation_ids, i_champions, i_champion_ids)
             with ordinality as i (organisation_id, champion, champion_id, item) order by i.item);
  end if;
  if array_remove(i_external_ids, null) <> '{}' then
    taken := array(
      select exists (select from reach r where r.organisation_id = i.organisation_id and r.external_id = i.external_id)
        from unnest(organisation_ids, i_external_ids) with ordinality as i (organisation_id, external_id, item)
       order by i.item);
  end if;
  if array_position(organisation_ids, null) > 0 or array_position(programme_ids, null) > 0
     or activity_ids is not null or champion_ids is not null or unknown_partners is not null or taken is not null or has_late then
    refused := array(
      select distinct i.unit
        from unnest(i_units, organisation_ids, programme_ids, i_activities, activity_ids, i_champions,
                    champion_ids, unknown_partners, taken, locked)
             as i (unit, organisation_id, programme_id, activity, activity_id, champion, champion_id,
                   unknown_partner, is_taken, is_locked)
       where i.unit <> all (answered)
         and (i.organisation_id is null or i.programme_id is null or i.unknown_partner is not null or i.is_taken
              or (i.is_locked and u_late_reasons[i.unit] is null)
              or (i.activity is not null and i.activity_id is null)
              or (i.champion is not null and i.champion_id is null)));
  end if;
  skipped := answered || refused;
  instant := ledger_instant();

  if has_requests then
    -- The answer is what the request itself does not say; a retry brings the rest with it. So no
    -- note is kept here.
    insert into request_answer (key_id, request_id, method, body_hash, answer)
    select p_keys[u_principals[i.unit]], u_requests[i.unit], u_methods[i.unit], u_hashes[i.unit],
           convert_to(epoch_us(instant) || string_agg(format(E'\n%s %s %s', i.id, i.activity_id, i.champion_id), ''
                                                      order by i.item), 'UTF8')
      from unnest(i_units, i_ids, activity_ids, champion_ids)
           with ordinality as i (unit, id, activity_id, champion_id, item)
     where u_requests[i.unit] is not null and i.unit <> all (skipped)
     group by i.unit
     order by 1, 2                      -- every writer takes them in the same order
        on conflict (key_id, request_id) do nothing;
    get diagnostics claimed = row_count;
    claims := cardinality(u_requests);
    if claimed < claims then
      select count(*) into claims from unnest(u_requests) with ordinality as u (request, unit)
       where u.request is not null and u.unit <> all (skipped);
    end if;
    if claimed < claims then
      raise exception 'a request is being answered elsewhere' using errcode = 'serialization_failure';
    end if;
  end if;

  insert into reach (organisation_id, id, external_id, programme_id, activity_id, occurred_on, ward, mode, topic,
                     people, new_people, signposted, champion_id, breakdowns, partner_ids, recorded_at, updated_at)
  select i.organisation_id, i.id, i.external_id, i.programme_id, i.activity_id, i.occurred_on, i.ward, i.mode, i.topic,
         i.people, i.new_people, i.signposted, i.champion_id, i.breakdowns,
         coalesce(i.partner_ids, '{}')::int[], instant, instant
    from unnest(i_units, organisation_ids, i_ids, i_external_ids, programme_ids, activity_ids, i_days, i_wards,
                i_modes, i_topics, i_people, i_new_people, i_signposted, champion_ids, i_breakdowns, partner_ids)
         as i (unit, organisation_id, id, external_id, programme_id, activity_id, occurred_on, ward, mode, topic,
               people, new_people, signposted, champion_id, breakdowns, partner_ids)
   where i.unit <> all (skipped);
  if array_remove(i_notes, null) <> '{}' then
    insert into reach_note (organisation_id, reach_id, note)
    select i.organisation_id, i.id, i.note
      from unnest(i_units, organisation_ids, i_ids, i_notes) as i (unit, organisation_id, id, note)
     where i.note is not null and i.unit <> all (skipped);
  end if;
  if has_late then
    insert into late_change (organisation_id, quarter, source_kind, source_id, recorded_at, reason)
    select i.organisation_id, quarter_of(i.occurred_on), 'REACH', i.id, instant, u_late_reasons[i.unit]
      from unnest(i_units, organisation_ids, i_ids, i_days, i_people, locked)
           as i (unit, organisation_id, id, occurred_on, people, is_locked)
     where i.is_locked and i.people > 0 and i.unit <> all (skipped);
    -- Each has a reason of its own, which roll_up() does not know.
    ignored := set_config('app.late_is_noted', 'on', true);
  end if;
  insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                            reached, new_people, signposted, impressions, recorded_at)
  select i.organisation_id, i.programme_id, 'BOTH', i.occurred_on, 'REACH', i.id,
         case when i.mode <> 'BROADCAST' then i.people else 0 end,
         case when i.mode <> 'BROADCAST' then i.new_people else 0 end,
         case when i.mode <> 'BROADCAST' then i.signposted else 0 end,
         case when i.mode = 'BROADCAST' then i.people else 0 end, instant
    from unnest(i_units, organisation_ids, i_ids, programme_ids, i_days, i_modes, i_people, i_new_people, i_signposted)
         as i (unit, organisation_id, id, programme_id, occurred_on, mode, people, new_people, signposted)
   where i.people > 0 and i.unit <> all (skipped);
  insert into audit_event (organisation_id, key_id, user_id, method, object_kind, object, request_id, address)
  select i.organisation_id, p_keys[u_principals[i.unit]], p_users[u_principals[i.unit]], u_methods[i.unit], 'reach',
         i.id, u_requests[i.unit], u_addresses[i.unit]
    from unnest(i_units, organisation_ids, i_ids) as i (unit, organisation_id, id)
   where i.unit <> all (skipped);

  return query
  select case when i.unit = any (refused) then 'REFUSED' else 'RECORDED' end, i.unit, i.item::int,
         i.organisation_id, i.programme_id, i.activity_id, i.champion_id, i.is_taken, i.unknown_partner,
         i.is_locked, epoch_us(instant), null::text, null::bytea, null::bytea
    from unnest(i_units, organisation_ids, programme_ids, activity_ids, champion_ids, taken, unknown_partners,
                locked)
         with ordinality as i (unit, organisation_id, programme_id, activity_id, champion_id, is_taken,
                               unknown_partner, is_locked, item)
   where i.unit <> all (answered);
end
$$;

-- ---------------------------------------------------------------------------------------------
-- What the checks of a return look things up in.

-- Wards, where they were loaded: who lives there, and how deprived it is (1, most deprived, to 10).
create table ward (
  code text primary key,
  name text not null,
  population int,
  deprivation_decile int,
  constraint ward_check check (population >= 0 and deprivation_decile between 1 and 10)
);
grant select, insert, update, delete on ward to champions_app;
grant select on ward to champions_reader;

-- The bank holidays of England and Wales.
create table bank_holiday (
  day date primary key,
  name text not null
);
grant select on bank_holiday to champions_app, champions_reader;

-- Easter Sunday, by the Gregorian computus of Meeus, Jones and Butcher.
create function easter(year int) returns date language plpgsql immutable as $$
declare
  a int := year % 19; b int := year / 100; c int := year % 100; d int := b / 4; e int := b % 4;
  f int := (b + 8) / 25; g int := (b - f + 1) / 3; h int := (19 * a + b - d - g + 15) % 30;
  i int := c / 4; k int := c % 4; l int := (32 + 2 * e + 2 * i - h - k) % 7;
  m int := (a + 11 * h + 22 * l) / 451;
begin
  return make_date(year, (h + l - 7 * m + 114) / 31, (h + l - 7 * m + 114) % 31 + 1);
end
$$;

-- By the Banking and Financial Dealings Act 1971: a holiday on a weekend moves to the next weekday that
-- is none. What was proclaimed for one year alone is put right below.
insert into bank_holiday (day, name)
select * from (
  select make_date(y, 1, 1) + case extract(isodow from make_date(y, 1, 1))::int when 6 then 2 when 7 then 1 else 0 end,
         'New Year''s Day' from generate_series(2015, 2040) y
  union all select easter(y) - 2, 'Good Friday' from generate_series(2015, 2040) y
  union all select easter(y) + 1, 'Easter Monday' from generate_series(2015, 2040) y
  union all select make_date(y, 5, 1) + (8 - extract(isodow from make_date(y, 5, 1))::int) % 7, 'Early May bank holiday'
              from generate_series(2015, 2040) y
  union all select make_date(y, 5, 31) - (extract(isodow from make_date(y, 5, 31))::int - 1), 'Spring bank holiday'
              from generate_series(2015, 2040) y
  union all select make_date(y, 8, 31) - (extract(isodow from make_date(y, 8, 31))::int - 1), 'Summer bank holiday'
              from generate_series(2015, 2040) y
  union all select make_date(y, 12, 25) + case extract(isodow from make_date(y, 12, 25))::int when 6 then 2 when 7 then 2 else 0 end,
                   'Christmas Day' from generate_series(2015, 2040) y
  union all select make_date(y, 12, 26) + case extract(isodow from make_date(y, 12, 26))::int when 6 then 2 when 7 then 2 else 0 end,
                   'Boxing Day' from generate_series(2015, 2040) y) holidays (day, name);
update bank_holiday set day = '2020-05-08', name = 'Early May bank holiday (VE Day)' where day = '2020-05-04';
update bank_holiday set day = '2022-06-02' where day = '2022-05-30';
insert into bank_holiday values
  ('2022-06-03', 'Platinum Jubilee'), ('2022-09-19', 'State Funeral of Queen Elizabeth II'),
  ('2023-05-08', 'Coronation of King Charles III');
