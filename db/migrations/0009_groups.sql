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
-- per connection. These are in nearly every transaction.
create or replace function begin_as(organisations int[], everything boolean, personal boolean, timeout_ms int)
returns void language plpgsql volatile as $$
begin
  perform set_config('app.organisations', organisations::text, true);
  perform set_config('app.everything', case when everything then 'on' else 'off' end, true);
  perform set_config('app.personal', case when personal then 'on' else 'off' end, true);
  perform set_config('statement_timeout', timeout_ms::text, true);
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

-- Records reach of many callers. p_…: the principals, an element each; u_…: units, each of one
-- principal and one request, recorded whole or not at all; i_…: their items. A unit that cannot be
-- recorded is refused by itself.
--
-- Authority is decided here, per item, by what its principal may see; then row-level security is
-- opened for the organisations that the items were found to be in, and for no other.
--
-- Outcomes: ANSWERED, a row per unit that was answered before, with that answer; RECORDED, REFUSED
-- (the columns say why) and AGAIN (its request is being answered by another transaction: ask once
-- more), a row per item.
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
-- Planning it takes ten times as long as running it for one record, so it is planned once per
-- connection, for tables that grow meanwhile.
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
  authorised int[];
  answered int[];
  found_rows bigint;
begin
  select array_agg(case when p_everything[u_principals[i.unit]]
                          or o.id = any ((p_organisations[u_principals[i.unit]])::int[]) then o.id end
                   order by i.item)
    into authorised
    from unnest(i_units, i_organisations) with ordinality as i (unit, code, item)
    left join organisation_ids(i_organisations) o on o.code = i.code;
  perform begin_as(array(select distinct o from unnest(authorised) as o where o is not null),
                   false, false, timeout_ms);
  perform set_config('lock_timeout', lock_timeout_ms::text, true);

  -- Touched, so that an answer is given again only after a commit of its own.
  return query
  update request_answer a set answered_at = a.answered_at
    from unnest(u_principals, u_requests) with ordinality as u (principal, request, unit)
   where a.key_id = p_keys[u.principal] and a.request_id = u.request
  returning 'ANSWERED', u.unit::int, null::int, null::int, null::int, null::uuid, null::uuid, null::boolean,
            null::text, null::bigint, a.method, a.body_hash, a.answer;
  get diagnostics found_rows = row_count;
  if found_rows > 0 then
    answered := array(
      select u.unit from unnest(u_principals, u_requests) with ordinality as u (principal, request, unit)
        join request_answer a on a.key_id = p_keys[u.principal] and a.request_id = u.request);
  end if;

  return query
  with resolved as materialized (
    select i.*, authorised[i.item] as organisation_id, p.id as programme_id, a.id as activity_id,
           c.id as champion_id, g.ids as partner_ids, g.unknown as unknown_partner,
           i.external_id is not null and exists (
             select from reach r
              where r.organisation_id = authorised[i.item] and r.external_id = i.external_id) as is_taken
      from unnest(i_units, i_ids, i_organisations, i_programmes, i_external_ids, i_activities,
                  i_activity_ids, i_champions, i_champion_ids, i_days, i_wards, i_modes, i_topics,
                  i_people, i_new_people, i_signposted, i_breakdowns, i_partners, i_notes)
           with ordinality as i (unit, id, organisation, programme, external_id, activity,
                                 given_activity_id, champion, given_champion_id, occurred_on, ward, mode,
                                 topic, people, new_people, signposted, breakdowns, partners, note, item)
      left join programme p on p.code = i.programme
      left join lateral (
             select a.id from activity a
              where a.organisation_id = authorised[i.item]
                and (a.external_id = i.activity or a.id = i.given_activity_id)
              order by a.external_id = i.activity desc nulls last limit 1) a on i.activity is not null
      left join lateral (
             select c.id from champion c
              where c.organisation_id = authorised[i.item]
                and (c.external_id = i.champion or c.id = i.given_champion_id)
              order by c.external_id = i.champion desc nulls last limit 1) c on i.champion is not null
      left join lateral (
             select array_agg(o.id order by o.id) filter (where o.id is not null) as ids,
                    min(n.code) filter (where o.id is null) as unknown
               from unnest(string_to_array(i.partners, ',')) as n (code)
               left join organisation_ids(string_to_array(i.partners, ',')) o on o.code = n.code) g
             on i.partners is not null
     where answered is null or i.unit <> all (answered)
  ), bad as materialized (
    select distinct unit from resolved
     where organisation_id is null or programme_id is null or is_taken or unknown_partner is not null
        or (activity is not null and activity_id is null)
        or (champion is not null and champion_id is null)
  ), clock as materialized (
    select ledger_instant() as instant
  ), claimed as (
    -- The answer is what the request itself does not say; a retry brings the rest with it. So no
    -- note is kept here.
    insert into request_answer (key_id, request_id, method, body_hash, answer)
    select p_keys[u.principal], u.request, u.method, u.hash,
           convert_to(epoch_us(clock.instant) || said.items, 'UTF8')
      from (select unit, string_agg(format(E'\n%s %s %s', id, activity_id, champion_id), '' order by item) as items
              from resolved where unit not in (select unit from bad) group by unit) said
      join unnest(u_principals, u_requests, u_hashes, u_methods)
             with ordinality as u (principal, request, hash, method, unit) on u.unit = said.unit
     cross join clock
     where u.request is not null
     order by 1, 2                      -- every writer takes them in the same order
        on conflict (key_id, request_id) do nothing
    returning key_id, request_id
  ), good as materialized (
    select r.*, clock.instant from resolved r cross join clock
     where r.unit not in (select unit from bad)
       and (u_requests[r.unit] is null
            or (p_keys[u_principals[r.unit]], u_requests[r.unit]) in (select key_id, request_id from claimed))
  ), recorded as (
    insert into reach (organisation_id, id, external_id, programme_id, activity_id, occurred_on, ward, mode, topic,
                       people, new_people, signposted, champion_id, breakdowns, partner_ids, recorded_at, updated_at)
    select organisation_id, id, external_id, programme_id, activity_id, occurred_on, ward, mode, topic, people,
           new_people, signposted, champion_id, breakdowns, coalesce(partner_ids, '{}'), instant, instant
      from good
  ), noted as (
    insert into reach_note (organisation_id, reach_id, note)
    select organisation_id, id, note from good where note is not null
  ), posted as (
    insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                              reached, new_people, signposted, impressions, recorded_at)
    select organisation_id, programme_id, 'BOTH', occurred_on, 'REACH', id,
           case when mode <> 'BROADCAST' then people else 0 end,
           case when mode <> 'BROADCAST' then new_people else 0 end,
           case when mode <> 'BROADCAST' then signposted else 0 end,
           case when mode = 'BROADCAST' then people else 0 end, instant
      from good where people > 0
  ), audited as (
    insert into audit_event (organisation_id, key_id, user_id, method, object_kind, object, request_id, address)
    select g.organisation_id, p_keys[u.principal], p_users[u.principal], u.method, 'reach', g.id, u.request, u.address
      from good g
      join unnest(u_principals, u_requests, u_methods, u_addresses)
             with ordinality as u (principal, request, method, address, unit) on u.unit = g.unit
  )
  select case when r.unit in (select unit from bad) then 'REFUSED'
              when r.item in (select item from good) then 'RECORDED' else 'AGAIN' end,
         r.unit, r.item::int, r.organisation_id, r.programme_id, r.activity_id, r.champion_id, r.is_taken,
         r.unknown_partner, epoch_us(clock.instant), null::text, null::bytea, null::bytea
    from resolved r cross join clock;
end
$$;

-- The figures as now known, of many questions in one statement: a_…: the questions, an element each.
-- `a_visible` is what the question's caller may see, as an array, null for everything; row-level
-- security is opened for `organisations` (or `everything`), which is what all callers together may
-- see. Per question: rows (is_total = 0) where it groups, and the total, each in two parts, of the
-- quarter and of what was before; and always at least one row, with the instant.
create function sum_rollup(
  organisations int[], everything boolean, timeout_ms int,
  a_quarters date[], a_by_organisation boolean[], a_by_programme boolean[], a_visible text[],
  a_organisation_codes text[], a_programme_codes text[])
returns table (
  question int, now_us bigint, is_total int, in_quarter boolean, organisation text, programme text,
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
  select a.question::int, epoch_us(clock_timestamp()), s.is_total, s.in_quarter, o.code, p.code,
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
