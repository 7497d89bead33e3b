select i.id, i.state, i.report, epoch_us(i.created_at) as created_at_us, epoch_us(i.undone_at) as undone_at_us
  from import i
