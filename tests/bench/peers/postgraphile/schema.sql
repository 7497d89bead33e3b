-- What PostGraphile serves: a schema of its own in the database of Champions, with one mutation and
-- one query. Run by a superuser, once or again. The functions run as whoever calls them, which is
-- champions_app, so that row-level security binds them as it binds Champions.
begin;
drop schema if exists peer cascade;
drop schema if exists peer_private cascade;
create schema peer;
create schema peer_private;  -- what the API does not show
grant usage on schema peer, peer_private to champions_app;

create type peer.logged_reach as (
  id uuid, external_id text, organisation text, programme text, occurred_on date, ward text,
  mode public.reach_mode, topic public.reach_topic, people int, new_people int, signposted int,
  state public.reach_state, etag text, record_time timestamptz, update_time timestamptz
);

-- Nobody is authenticated here: every call is made by this one key, which sees everything.
create function peer_private.key_id() returns uuid language sql immutable as $$
  select uuid '00000000-0000-4000-8000-000000000001'
$$;

create function peer_private.refuse(message text) returns void language plpgsql as $$
begin
  raise exception '%', message using errcode = 'CH400';
end
$$;

create function peer_private.is_code(text) returns boolean language sql immutable as $$
  select coalesce(length($1) between 1 and 64 and $1 !~ '[[:space:][:cntrl:];,]', false)
$$;

create function peer_private.check_reach(given peer.logged_reach) returns void
language plpgsql as $$
begin
  if not peer_private.is_code(given.organisation) then
    perform peer_private.refuse('organisation: expected a code');
  elsif not peer_private.is_code(given.programme) then
    perform peer_private.refuse('programme: expected a code');
  elsif given.occurred_on is null or given.occurred_on > current_date + interval '1 year' then
    perform peer_private.refuse('occurred_on: expected a day not more than a year ahead');
  elsif given.mode is null or given.topic is null then
    perform peer_private.refuse('mode and topic are required');
  elsif coalesce(given.people not between 0 and 10000000, true) then
    perform peer_private.refuse('people: expected a number from 0 to 10000000');
  elsif coalesce(given.new_people not between 0 and given.people, true) then
    perform peer_private.refuse('new_people: expected at most people');
  elsif coalesce(given.signposted not between 0 and given.people, true) then
    perform peer_private.refuse('signposted: expected at most people');
  elsif given.ward !~ '^[A-Z][0-9]{8}$' then
    perform peer_private.refuse('ward: expected an ONS ward code');
  elsif length(given.external_id) not between 1 and 100 or given.external_id ~ '[[:cntrl:]]' then
    perform peer_private.refuse('external_id: expected one line of at most 100 characters');
  end if;
end
$$;

-- The record, its ledger entry (whose trigger keeps the rollup) and the audit row.
create function peer_private.insert_reach(
  request_id uuid, organisation_id int, programme_id int, inout given peer.logged_reach
) language plpgsql as $$
declare
  instant timestamptz := ledger_instant();
  contacts int := case when given.mode <> 'BROADCAST' then 1 else 0 end;
begin
  given.id := new_id();
  given.state := 'RECORDED';
  given.etag := '1';
  given.record_time := instant;
  given.update_time := instant;
  insert into reach (organisation_id, id, external_id, programme_id, occurred_on, ward, mode, topic,
                     people, new_people, signposted, recorded_at, updated_at)
  values (insert_reach.organisation_id, given.id, given.external_id, insert_reach.programme_id,
          given.occurred_on, given.ward, given.mode, given.topic, given.people, given.new_people,
          given.signposted, instant, instant);
  if given.people > 0 then
    insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                              reached, new_people, signposted, impressions, recorded_at)
    values (insert_reach.organisation_id, insert_reach.programme_id, 'BOTH', given.occurred_on,
            'REACH', given.id, contacts * given.people, contacts * given.new_people,
            contacts * given.signposted, (1 - contacts) * given.people, instant);
  end if;
  insert into audit_event (organisation_id, key_id, method, object_kind, object, request_id)
  values (insert_reach.organisation_id, peer_private.key_id(), 'peer.log_reach', 'reach', given.id,
          insert_reach.request_id);
end
$$;

-- Records reach, once per request_id, in the transaction that PostGraphile makes for the request.
create function peer.log_reach(
  request_id uuid, organisation text, programme text, occurred_on date, mode public.reach_mode,
  topic public.reach_topic, people int, new_people int default 0, signposted int default 0,
  ward text default null, external_id text default null
) returns peer.logged_reach language plpgsql as $$
declare
  given peer.logged_reach := row(null, external_id, organisation, programme, occurred_on, ward, mode,
                                 topic, people, new_people, signposted, null, null, null, null);
  given_hash bytea := sha256(convert_to(given::text, 'UTF8'));
  before record;
  lead_id int;
  found_programme_id int;
begin
  perform peer_private.check_reach(given);
  if request_id is null then
    perform peer_private.refuse('request_id is required');
  end if;
  -- begin_as, and the answer if this request was answered before; a second copy waits here.
  select * into before
    from begin_write('{}', true, true, 30000, peer_private.key_id(), log_reach.request_id);
  if before.method is not null then
    if before.method <> 'peer.log_reach' or before.body_hash <> given_hash then
      perform peer_private.refuse('this request_id was used for another request');
    end if;
    return jsonb_populate_record(null::peer.logged_reach,
                                 convert_from(before.answer, 'UTF8')::jsonb);
  end if;
  select id into lead_id from organisation where code = log_reach.organisation;
  select id into found_programme_id from programme where code = log_reach.programme;
  if lead_id is null then
    perform peer_private.refuse('organisation: there is none with this code');
  elsif found_programme_id is null then
    perform peer_private.refuse('programme: there is none with this code');
  end if;
  given := peer_private.insert_reach(log_reach.request_id, lead_id, found_programme_id, given);
  insert into request_answer (key_id, request_id, method, body_hash, answer)
  values (peer_private.key_id(), log_reach.request_id, 'peer.log_reach', given_hash,
          convert_to(to_jsonb(given)::text, 'UTF8'));
  return given;
end
$$;

create type peer.totals_answer as (
  recruited bigint, recruited_to_date bigint, trained bigint, trained_to_date bigint,
  reached bigint, reached_to_date bigint, new_people bigint, new_people_to_date bigint,
  signposted bigint, signposted_to_date bigint, impressions bigint, impressions_to_date bigint,
  activities bigint, activities_to_date bigint, awarded_pence bigint, awarded_pence_to_date bigint,
  paid_pence bigint, paid_pence_to_date bigint
);

-- The figures of one organisation in the quarter that begins on a day, and up to its end.
create function peer.totals(organisation text, quarter date) returns peer.totals_answer
language plpgsql stable as $$
declare
  answer peer.totals_answer;
begin
  if not peer_private.is_code(organisation) or quarter is null or quarter <> quarter_of(quarter) then
    perform peer_private.refuse('expected the code of an organisation and the first day of a quarter');
  end if;
  perform begin_as('{}', true, true, 30000);
  select coalesce(sum(r.recruited) filter (where r.quarter = totals.quarter), 0),
         coalesce(sum(r.recruited), 0),
         coalesce(sum(r.trained) filter (where r.quarter = totals.quarter), 0),
         coalesce(sum(r.trained), 0),
         coalesce(sum(r.reached) filter (where r.quarter = totals.quarter), 0),
         coalesce(sum(r.reached), 0),
         coalesce(sum(r.new_people) filter (where r.quarter = totals.quarter), 0),
         coalesce(sum(r.new_people), 0),
         coalesce(sum(r.signposted) filter (where r.quarter = totals.quarter), 0),
         coalesce(sum(r.signposted), 0),
         coalesce(sum(r.impressions) filter (where r.quarter = totals.quarter), 0),
         coalesce(sum(r.impressions), 0),
         coalesce(sum(r.activities) filter (where r.quarter = totals.quarter), 0),
         coalesce(sum(r.activities), 0),
         coalesce(sum(r.awarded_pence) filter (where r.quarter = totals.quarter), 0),
         coalesce(sum(r.awarded_pence), 0),
         coalesce(sum(r.paid_pence) filter (where r.quarter = totals.quarter), 0),
         coalesce(sum(r.paid_pence), 0)
    into answer
    from rollup r join organisation o on o.id = r.organisation_id
   where o.code = totals.organisation and r.quarter <= totals.quarter and r.scope <> 'PROGRAMME';
  return answer;
end
$$;

grant execute on all functions in schema peer, peer_private to champions_app;
commit;
