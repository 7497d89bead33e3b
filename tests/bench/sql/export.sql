select r.external_id, o.code as organisation, p.code as programme,
       coalesce(a.external_id, r.activity_id::text) as activity, r.occurred_on, r.ward, r.mode, r.topic,
       r.people, r.new_people, r.signposted, coalesce(c.external_id, r.champion_id::text) as champion, n.note,
       case when r.state = 'VOIDED' then 'VOID' end as status
  from reach r
  join organisation o on o.id = r.organisation_id
  join programme p on p.id = r.programme_id
  left join activity a on a.organisation_id = r.organisation_id and a.id = r.activity_id
  left join champion c on c.organisation_id = r.organisation_id and c.id = r.champion_id
  left join reach_note n on n.organisation_id = r.organisation_id and n.reach_id = r.id
