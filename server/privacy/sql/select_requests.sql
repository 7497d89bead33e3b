select r.id, r.kind, r.received_on, r.identity_asked_on, r.identity_confirmed_on, r.champion_id, r.summary, r.state,
       r.extended_months, r.extended_on, r.extension_reason, r.acknowledged_on, r.answered_on, r.reason, r.due_on,
       r.version, epoch_us(r.created_at) as created_at_us, epoch_us(r.updated_at) as updated_at_us
  from subject_request r
