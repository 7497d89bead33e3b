select n.organisation_id, n.id, n.case_id, n.text, coalesce(n.user_id, n.key_id) as author,
       epoch_us(n.created_at) as created_at_us
  from safeguarding_case_note n
