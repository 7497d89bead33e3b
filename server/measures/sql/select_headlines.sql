select h.id, p.code as programme, p.name as programme_name, h.as_at, h.recruited_to_date, h.trained_to_date,
       h.reached_to_date, epoch_us(h.updated_at) as updated_at_us
  from printed_headline h
  left join programme p on p.id = h.programme_id
