insert into reach (organisation_id, id, external_id, programme_id, activity_id, occurred_on, ward, mode, topic,
                   people, new_people, signposted, champion_id, state, import_id, recorded_at, updated_at)
select organisation_id, id, external_id, programme_id, activity_id, occurred_on, ward, mode, topic, people,
       new_people, signposted, champion_id, state, (select import_id()), instant, instant
  from plan_reach, (select ledger_instant() as instant) i where is_new;
update reach r
   set programme_id = p.programme_id, activity_id = p.activity_id, occurred_on = p.occurred_on,
       ward = p.ward, mode = p.mode, topic = p.topic, people = p.people, new_people = p.new_people,
       signposted = p.signposted, champion_id = p.champion_id, state = p.state,
       reason = null,
       -- Kept breakdowns may not add up to more than the new count of people.
       breakdowns = case when r.people <= p.people then r.breakdowns end,
       version = r.version + 1, import_id = (select import_id()), updated_at = (select ledger_instant())
  from plan_reach p
 where p.core_changed and r.organisation_id = p.organisation_id and r.id = p.id;
-- All keys at once: the trigger that takes a key off a note works row by row.
insert into keyring.data_key (organisation_id, owner_id, wrapped)
select organisation_id, id, new_key from plan_reach where new_key is not null;
insert into reach_note as n (organisation_id, reach_id, note, import_id)
select organisation_id, id, note, (select import_id()) from plan_reach
 where note is not null and (is_new or note_changed)
    on conflict (organisation_id, reach_id) do update
   set note = excluded.note, version = n.version + 1, import_id = excluded.import_id;
delete from reach_note n
 using plan_reach p
 where p.note_changed and p.note is null and n.organisation_id = p.organisation_id and n.reach_id = p.id;
insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                          reached, new_people, signposted, impressions, recorded_at, import_id)
select organisation_id, programme_id, 'BOTH', counts_on, 'REACH', id,
       sum(sign * case when mode <> 'BROADCAST' then people else 0 end),
       sum(sign * case when mode <> 'BROADCAST' then new_people else 0 end),
       sum(sign * case when mode <> 'BROADCAST' then signposted else 0 end),
       sum(sign * case when mode = 'BROADCAST' then people else 0 end),
       (select ledger_instant()), (select import_id())
  from (select organisation_id, id, programme_id, occurred_on as counts_on, mode, people, new_people, signposted, 1 as sign
          from plan_reach where (is_new or core_changed) and state = 'RECORDED'
        union all
        select organisation_id, id, was_programme_id, was_occurred_on, was_mode, was_people, was_new_people,
               was_signposted, -1
          from plan_reach where core_changed and was_state = 'RECORDED') change
 group by organisation_id, programme_id, counts_on, id
having sum(sign * people) <> 0 or sum(sign * new_people) <> 0 or sum(sign * signposted) <> 0
    or count(distinct mode = 'BROADCAST') > 1;
