select b.id, b.occurred_on, epoch_us(b.discovered_at) as discovered_at_us, b.text, b.data_categories,
       b.people_affected, b.consequences, b.measures, b.risk, b.state, epoch_us(b.notified_at) as notified_at_us,
       b.reference, b.delay_reason, b.waive_reason, epoch_us(b.people_informed_at) as people_informed_at_us,
       b.close_reason, b.version, epoch_us(b.created_at) as created_at_us, epoch_us(b.updated_at) as updated_at_us
  from breach b
