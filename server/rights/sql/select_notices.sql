select n.id, n.code, n.in_force_on, n.url, n.sha256, n.note, epoch_us(n.created_at) as created_at_us
  from privacy_notice n
