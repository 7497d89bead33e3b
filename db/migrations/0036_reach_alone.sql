-- One LogReach that comes alone (a coordinator in the evening, a partner that waits for each answer) costs what
-- PostgreSQL has to do for it, so it is not recorded as a group of one. ADR 19.

-- roll_up (0010) again: who has looked whether the quarter is closed, holding the lock of ledger_instant(), and
-- noted what is late, says so in app.late_is_noted; then it is not looked up once more.
create or replace function roll_up() returns trigger language plpgsql as $$
begin
  if current_setting('app.late_is_noted', true) is distinct from 'on' then
    insert into late_change (organisation_id, quarter, source_kind, source_id, recorded_at, reason)
    select e.organisation_id, quarter_of(e.counts_on), e.source_kind, e.source_id, e.recorded_at,
           nullif(current_setting('app.late_reason', true), '')
      from entries e
      left join organisation_return t
        on t.organisation_id = e.organisation_id and t.quarter = quarter_of(e.counts_on)
     where case when t.state is null
                then exists (select from publication p where p.quarter = quarter_of(e.counts_on))
                else t.state = 'LOCKED' end
        on conflict do nothing;
  end if;
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

-- Records one reach of one caller by the rules of log_reaches() (0028), with the same outcomes; each difference is a
-- mistake (ReachAloneTest compares them). c_…: the caller and the request; r_…: the record.
--
-- What was answered before is not looked up first but met where the answer is kept, or where the record is refused.
create function log_reach(
  c_key uuid, c_user uuid, c_everything boolean, c_organisations int[], c_request uuid, c_hash bytea, c_method text,
  c_address text, c_late_reason text,
  r_id uuid, r_organisation text, r_programme text, r_external_id text, r_activity text, r_activity_id uuid,
  r_champion text, r_champion_id uuid, r_day date, r_ward text, r_mode reach_mode, r_topic reach_topic,
  r_people int, r_new_people int, r_signposted int, r_breakdowns jsonb, r_partners text, r_note text,
  lock_timeout_ms int,
  out outcome text, out organisation_id int, out programme_id int, out activity_id uuid, out champion_id uuid,
  out is_taken boolean, out unknown_partner text, out is_locked boolean, out recorded_at_us bigint,
  out method text, out body_hash bytea, out answer bytea)
language plpgsql set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
  instant timestamptz;
  named int;                    -- the organisation
  programme int;
  activity uuid;
  champion uuid;
  partner_ids int[] := '{}';
  is_broadcast boolean := r_mode = 'BROADCAST';
  ignored text;
begin
  -- Several settings in one expression: each expression costs more than a setting.
  ignored := set_config('lock_timeout', lock_timeout_ms::text, true) || set_config('app.everything', 'on', true);
  -- First, so that no quarter is closed between the look at it and the end.
  instant := ledger_instant();

  -- Who may record where. What is looked up past the walls here are codes of organisations alone.
  select o.id into named from organisation o where o.code = r_organisation;
  select p.id into programme from programme p where p.code = r_programme;
  select coalesce((select t.state = 'LOCKED' from organisation_return t
                    where t.organisation_id = named and t.quarter = quarter_of(r_day)),
                  (select true from publication b where b.quarter = quarter_of(r_day) limit 1), false)
    into is_locked;
  if not c_everything and named <> all (c_organisations) then
    named := null;
  end if;
  if r_partners is not null then
    select coalesce(array_agg(o.id order by o.id) filter (where o.id is not null), '{}'),
           min(n.code) filter (where o.id is null)
      into partner_ids, unknown_partner
      from unnest(string_to_array(r_partners, ',')) as n (code)
      left join lateral (select o.id from organisation o where o.code = n.code offset 0) o on true;
  end if;
  ignored := set_config('app.organisations', '{' || coalesce(named::text, '') || '}', true)
             || set_config('app.everything', 'off', true) || set_config('app.personal', 'off', true)
             || set_config('app.late_is_noted', 'on', true);

  -- What the record refers to.
  if r_activity is not null then
    select a.id into activity from activity a
     where a.organisation_id = named and (a.external_id = r_activity or a.id = r_activity_id)
     order by a.external_id = r_activity desc nulls last limit 1;
  end if;
  if r_champion is not null then
    select c.id into champion from champion c
     where c.organisation_id = named and (c.external_id = r_champion or c.id = r_champion_id)
     order by c.external_id = r_champion desc nulls last limit 1;
  end if;
  if r_external_id is not null then
    select coalesce((select true from reach r
                      where r.organisation_id = named and r.external_id = r_external_id limit 1), false)
      into is_taken;
  end if;
  outcome := case when named is null or programme is null or unknown_partner is not null or is_taken
                    or (is_locked and c_late_reason is null)
                    or (r_activity is not null and activity is null)
                    or (r_champion is not null and champion is null)
                  then 'REFUSED' else 'RECORDED' end;

  if c_request is not null then
    if outcome = 'RECORDED' then
      insert into request_answer (key_id, request_id, method, body_hash, answer)
      values (c_key, c_request, c_method, c_hash,
              convert_to(epoch_us(instant) || format(E'\n%s %s %s', r_id, activity, champion), 'UTF8'))
          on conflict (key_id, request_id) do nothing;
    end if;
    if outcome = 'REFUSED' or not found then
      -- Touched, so that an answer is given again only after a commit of its own.
      update request_answer a set answered_at = a.answered_at
       where a.key_id = c_key and a.request_id = c_request
      returning a.method, a.body_hash, a.answer into method, body_hash, answer;
      if found then
        outcome := 'ANSWERED';
        return;
      elsif outcome = 'RECORDED' then
        raise exception 'a request is being answered elsewhere' using errcode = 'serialization_failure';
      end if;
    end if;
  end if;

  if outcome = 'RECORDED' then
    insert into reach (organisation_id, id, external_id, programme_id, activity_id, occurred_on, ward, mode, topic,
                       people, new_people, signposted, champion_id, breakdowns, partner_ids, recorded_at, updated_at)
    values (named, r_id, r_external_id, programme, activity, r_day, r_ward, r_mode, r_topic,
            r_people, r_new_people, r_signposted, champion, r_breakdowns, partner_ids, instant, instant);
    if r_note is not null then
      insert into reach_note (organisation_id, reach_id, note) values (named, r_id, r_note);
    end if;
    if r_people > 0 then
      if is_locked then
        insert into late_change (organisation_id, quarter, source_kind, source_id, recorded_at, reason)
        values (named, quarter_of(r_day), 'REACH', r_id, instant, c_late_reason);
      end if;
      insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                                reached, new_people, signposted, impressions, recorded_at)
      values (named, programme, 'BOTH', r_day, 'REACH', r_id,
              case when is_broadcast then 0 else r_people end, case when is_broadcast then 0 else r_new_people end,
              case when is_broadcast then 0 else r_signposted end, case when is_broadcast then r_people else 0 end,
              instant);
    end if;
    insert into audit_event (organisation_id, key_id, user_id, method, object_kind, object, request_id, address)
    values (named, c_key, c_user, c_method, 'reach', r_id, c_request, c_address);
  end if;
  organisation_id := named;
  programme_id := programme;
  activity_id := activity;
  champion_id := champion;
  recorded_at_us := epoch_us(instant);
end
$$;
