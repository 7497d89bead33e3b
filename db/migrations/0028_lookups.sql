-- log_reaches (0010) again: each lookup goes by its index from the item to the table, whatever it was planned for.
--
-- Planning takes ten times as long as running it for one record, so each statement of it is planned once per
-- connection, for tables that grow meanwhile. What PostgreSQL thinks cheapest for the few answers of a fresh
-- installation is to read them all: a join by hash then went through every answer since, for each group. So what is
-- looked up here is a subquery of its own, with `limit 1` or `offset 0`, which can only be done item by item, and
-- sequential scans are off.
create or replace function log_reaches(
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
  retried int;
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
                        then coalesce((select true from publication b
                                        where b.quarter = quarter_of(i.occurred_on) limit 1), false)
                        else t.state = 'LOCKED' end order by i.item)
    into organisation_ids, programme_ids, locked
    from unnest(i_units, i_organisations, i_programmes, i_days)
         with ordinality as i (unit, organisation, programme, occurred_on, item)
    left join lateral (select o.id from organisation o where o.code = i.organisation offset 0) o on true
    left join lateral (select p.id from programme p where p.code = i.programme offset 0) p on true
    left join lateral (
           select t.state from organisation_return t
            where t.organisation_id = o.id and t.quarter = quarter_of(i.occurred_on) offset 0) t on true;
  has_late := true = any (locked);
  if has_partners then
    select array_agg(g.ids::text order by i.item), array_agg(g.unknown order by i.item)
      into partner_ids, unknown_partners
      from unnest(i_partners) with ordinality as i (partners, item)
      left join lateral (
             select array_agg(o.id order by o.id) filter (where o.id is not null) as ids,
                    min(n.code) filter (where o.id is null) as unknown
               from unnest(string_to_array(i.partners, ',')) as n (code)
               left join lateral (select o.id from organisation o where o.code = n.code offset 0) o on true)
             g on true;
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
       where (select true from request_answer a
               where a.key_id = p_keys[u.principal] and a.request_id = u.request limit 1));
  end if;
  foreach retried in array answered loop
    -- Touched, so that an answer is given again only after a commit of its own.
    return query
    update request_answer a set answered_at = a.answered_at
     where a.key_id = p_keys[u_principals[retried]] and a.request_id = u_requests[retried]
    returning 'ANSWERED', retried, null::int, null::int, null::int, null::uuid, null::uuid, null::boolean,
              null::text, null::boolean, null::bigint, a.method, a.body_hash, a.answer;
  end loop;

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
      select coalesce((select true from reach r
                        where r.organisation_id = i.organisation_id and r.external_id = i.external_id limit 1), false)
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
