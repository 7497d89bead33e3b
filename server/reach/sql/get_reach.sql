select r.organisation_id, r.id, r.external_id, o.code as organisation, r.programme_id, p.code as programme,
       r.activity_id, r.occurred_on, r.ward, r.mode, r.topic, r.people, r.new_people, r.signposted, r.champion_id,
       r.breakdowns, r.partner_ids, case when r.partner_ids = '{}' then '{}' else organisation_codes(r.partner_ids) end
         as partners, r.state, r.reason, r.version,
       epoch_us(r.recorded_at) as recorded_at_us, epoch_us(r.updated_at) as updated_at_us, n.note
  from organisation o
  join reach r on r.organisation_id = o.id
  join programme p on p.id = r.programme_id
  left join sealed_note n on n.organisation_id = r.organisation_id and n.reach_id = r.id
 where r.id = $1::uuid
