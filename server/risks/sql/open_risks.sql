select r.id, r.number, r.kind, r.text, r.workstream, r.owners, r.organisations_impacted, r.raised_on,
       r.last_reviewed_on, r.assessed_on, first.assessed_on as first_assessed_on, r.impact, r.probability,
       r.direction, r.state, r.reason, r.printed_score, r.printed_direction, r.printed_escalated, r.version,
       epoch_us(r.created_at) as created_at_us, epoch_us(r.updated_at) as updated_at_us
  from risk r
  join risk_assessment first on first.risk_id = r.id and first.place = 1
 where r.state = 'OPEN' order by r.number
