select r.id, r.external_id, o.code as organisation, p.code as programme, r.activity_id as activity, r.occurred_on,
       r.ward, r.mode, r.topic, r.people, r.new_people, r.signposted, r.champion_id as champion, n.note, r.state,
       r.recorded_at, r.updated_at
  from reach r
  join organisation o on o.id = r.organisation_id
  join programme p on p.id = r.programme_id
  left join reach_note n on n.organisation_id = r.organisation_id and n.reach_id = r.id
