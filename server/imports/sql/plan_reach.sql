create temp table plan_reach on commit drop as
select *, core_changed or note_changed as is_changed
  from (select x.*,
               not is_new and (programme_id, activity_id, occurred_on, ward, mode, topic, people, new_people,
                               signposted, champion_id, state) is distinct from
                 (was_programme_id, was_activity_id, was_occurred_on, was_ward, was_mode, was_topic, was_people,
                  was_new_people, was_signposted, was_champion_id, was_state) as core_changed,
               not is_new and note is distinct from was_note as note_changed
          from (select s.line, s.bad, o.id as organisation_id, coalesce(r.id, e.id, new_id()) as id, r.id is null as is_new,
                       s.external_id, p.id as programme_id, s.occurred_on, s.mode::reach_mode as mode,
                       s.topic::reach_topic as topic, s.people, coalesce(s.new_people, 0) as new_people,
                       coalesce(s.signposted, 0) as signposted,
                       (case when s.status = 'VOID' then 'VOIDED' else 'RECORDED' end)::reach_state as state,
                       case when (select import_has('activity')) then a.id else r.activity_id end as activity_id,
                       case when (select import_has('ward')) then s.ward else r.ward end as ward,
                       case when (select import_has('champion')) then c.id else r.champion_id end as champion_id,
                       case when (select import_has('note')) then e.note else n.note end as note,
                       r.programme_id as was_programme_id, r.activity_id as was_activity_id,
                       r.occurred_on as was_occurred_on, r.ward as was_ward, r.mode as was_mode,
                       r.topic as was_topic, r.people as was_people, r.new_people as was_new_people,
                       r.signposted as was_signposted, r.champion_id as was_champion_id,
                       r.state as was_state, n.note as was_note, e.new_key
                  from stage_reach s
                  join organisation o on o.code = s.organisation
                  join programme p on p.code = s.programme
                  left join reach r on r.organisation_id = o.id and r.external_id = s.external_id
                  left join reach_note n on n.organisation_id = r.organisation_id and n.reach_id = r.id
                  left join sealed_notes e on e.line = s.line
                  left join activity a on a.organisation_id = o.id and a.external_id = s.activity
                  left join champion c on c.organisation_id = o.id and c.external_id = s.champion
                 where not s.bad) x) y
