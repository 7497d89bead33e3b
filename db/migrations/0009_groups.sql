-- Writes and reads of many callers in one statement each (ADR 7): whatever came in while the last
-- group was at work is the next group.

-- The shard of a rollup row is chosen by the connection, so that writers do not wait for each other.
-- Few, since readers add them up. A transaction that takes long, such as an import, sets
-- app.rollup_shard to one of its own: nobody waits for its rows until it commits.
create or replace function roll_up() returns trigger language plpgsql as $$
begin
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

-- A function in SQL that is not inlined is parsed and planned anew in every statement; in plpgsql once
-- per connection. These are in nearly every transaction. epoch_us was not inlined since what it made
-- of a timestamptz depends on the time zone, as far as PostgreSQL can tell; in UTC it does not.
create or replace function epoch_us(instant timestamptz) returns bigint language sql immutable parallel safe as $$
  select (extract(epoch from instant at time zone 'UTC') * 1000000)::bigint
$$;
create or replace function begin_as(organisations int[], everything boolean, personal boolean, timeout_ms int)
returns void language plpgsql volatile as $$
declare
  ignored text;
begin
  ignored := set_config('app.organisations', organisations::text, true);
  ignored := set_config('app.everything', case when everything then 'on' else 'off' end, true);
  ignored := set_config('app.personal', case when personal then 'on' else 'off' end, true);
  ignored := set_config('statement_timeout', timeout_ms::text, true);
end
$$;
create or replace function organisation_ids(codes text[])
returns table (code text, id int) language plpgsql stable set app.everything = 'on' as $$
#variable_conflict use_column
begin
  return query select o.code, o.id from organisation o where o.code = any (codes);
end
$$;
create or replace function organisation_codes(ids int[])
returns text[] language plpgsql stable set app.everything = 'on' as $$
begin
  return (select coalesce(array_agg(o.code order by o.code), '{}') from organisation o where o.id = any (ids));
end
$$;

create or replace function ledger_instant() returns timestamptz language plpgsql as $$
declare
  instant text := nullif(current_setting('app.recorded_at', true), '');
  ignored text;
begin
  if instant is null then
    ignored := pg_advisory_xact_lock_shared(1279609159, 0);
    instant := clock_timestamp()::text;
    ignored := set_config('app.recorded_at', instant, true);
  end if;
  return instant::timestamptz;
end
$$;

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
  i_units int[], i_ids uuid[], i_organisations text[], i_programmes text[], i_external_ids text[],
  i_activities text[], i_activity_ids uuid[], i_champions text[], i_champion_ids uuid[],
  i_days date[], i_wards text[], i_modes reach_mode[], i_topics reach_topic[],
  i_people int[], i_new_people int[], i_signposted int[], i_breakdowns jsonb[], i_partners text[],
  i_notes text[], timeout_ms int, lock_timeout_ms int)
returns table (
  outcome text, unit int, item int, organisation_id int, programme_id int, activity_id uuid,
  champion_id uuid, is_taken boolean, unknown_partner text, recorded_at_us bigint,
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
  answered int[] := '{}';       -- units
  refused int[] := '{}';
  skipped int[];                -- both
  has_requests boolean := array_remove(u_requests, null) <> '{}';
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
         array_agg(p.id order by i.item)
    into organisation_ids, programme_ids
    from unnest(i_units, i_organisations, i_programmes) with ordinality as i (unit, organisation, programme, item)
    left join organisation o on o.code = i.organisation
    left join programme p on p.code = i.programme;
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
              null::text, null::bigint, a.method, a.body_hash, a.answer;
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
     or activity_ids is not null or champion_ids is not null or unknown_partners is not null or taken is not null then
    refused := array(
      select distinct i.unit
        from unnest(i_units, organisation_ids, programme_ids, i_activities, activity_ids, i_champions,
                    champion_ids, unknown_partners, taken)
             as i (unit, organisation_id, programme_id, activity, activity_id, champion, champion_id,
                   unknown_partner, is_taken)
       where i.unit <> all (answered)
         and (i.organisation_id is null or i.programme_id is null or i.unknown_partner is not null or i.is_taken
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
         epoch_us(instant), null::text, null::bytea, null::bytea
    from unnest(i_units, organisation_ids, programme_ids, activity_ids, champion_ids, taken, unknown_partners)
         with ordinality as i (unit, organisation_id, programme_id, activity_id, champion_id, is_taken,
                               unknown_partner, item)
   where i.unit <> all (answered);
end
$$;

-- The figures as now known, of many questions in one statement: a_…: the questions, an element each.
-- `a_visible` is what the question's caller may see, as an array, null for everything; row-level
-- security is opened for `organisations` (or `everything`), which is what all callers together may
-- see. Per question: rows (is_total = 0) where it groups, and the total, each in two parts, of the
-- quarter and of what was before; and always at least one row, with the instant and the snapshot: as
-- long as that is the same, so is the answer.
create function sum_rollup(
  organisations int[], everything boolean, timeout_ms int,
  a_quarters date[], a_by_organisation boolean[], a_by_programme boolean[], a_visible text[],
  a_organisation_codes text[], a_programme_codes text[])
returns table (
  question int, now_us bigint, snapshot text, is_total int, in_quarter boolean, organisation text, programme text,
  recruited bigint, trained bigint, reached bigint, new_people bigint, signposted bigint,
  impressions bigint, activities bigint, awarded_pence bigint, paid_pence bigint)
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
  every_organisation int[];
begin
  perform begin_as(organisations, everything, false, timeout_ms);
  if everything then
    every_organisation := array(select id from organisation_name);
  end if;
  return query
  with asked as materialized (
    select a.question, a.quarter, a.by_organisation, a.by_programme, a.programme_codes <> '{}' as per_programme,
           case when a.organisation_codes = '{}' then coalesce(a.visible::int[], every_organisation)
                else array(select o.id from organisation_name o
                            where o.code = any (a.organisation_codes::text[])
                              and (a.visible is null or o.id = any (a.visible::int[]))) end as organisation_ids,
           case when a.programme_codes <> '{}' then
             array(select p.id from programme_name p where p.code = any (a.programme_codes::text[])) end
             as programme_ids
      from unnest(a_quarters, a_by_organisation, a_by_programme, a_visible, a_organisation_codes, a_programme_codes)
           with ordinality as a (quarter, by_organisation, by_programme, visible, organisation_codes,
                                 programme_codes, question)
  )
  select a.question::int, epoch_us(clock_timestamp()), pg_current_snapshot()::text, s.is_total, s.in_quarter, o.code, p.code,
         s.recruited, s.trained, s.reached, s.new_people, s.signposted, s.impressions, s.activities,
         s.awarded_pence, s.paid_pence
    from asked a
    left join lateral (
           select t.is_total, r.quarter = a.quarter as in_quarter,
                  case when t.is_total = 0 and a.by_organisation then r.organisation_id end as organisation_id,
                  case when t.is_total = 0 and a.by_programme then r.programme_id end as programme_id,
                  sum(r.recruited)::bigint as recruited, sum(r.trained)::bigint as trained,
                  sum(r.reached)::bigint as reached, sum(r.new_people)::bigint as new_people,
                  sum(r.signposted)::bigint as signposted, sum(r.impressions)::bigint as impressions,
                  sum(r.activities)::bigint as activities, sum(r.awarded_pence)::bigint as awarded_pence,
                  sum(r.paid_pence)::bigint as paid_pence
             from rollup r
             join (values (0), (1)) as t (is_total) on t.is_total = 1 or a.by_organisation or a.by_programme
            where r.organisation_id = any (a.organisation_ids) and r.quarter <= a.quarter
              and (a.programme_ids is null or r.programme_id = any (a.programme_ids))
              and r.scope <> (case when a.per_programme or (t.is_total = 0 and a.by_programme)
                                   then 'OVERALL' else 'PROGRAMME' end)::ledger_scope
            group by 1, 2, 3, 4) s on true
    left join organisation_name o on o.id = s.organisation_id
    left join programme_name p on p.id = s.programme_id;
end
$$;
