select m.id, m.number, m.part, m.objective, m.name, m.unit, m.better, m.target_kind,
       m.target_thousandths, m.target_text, m.baseline_thousandths, m.baseline_text, m.commentary,
       m.printed_change_percent, m.printed_status,
       c.value_thousandths as current_thousandths, c.as_at as current_as_at,
       p.value_thousandths as previous_thousandths, p.as_at as previous_as_at,
       m.override_status, m.override_reason, m.override_key, m.override_user,
       epoch_us(m.overridden_at) as overridden_at_us, m.version,
       epoch_us(m.created_at) as created_at_us, epoch_us(m.updated_at) as updated_at_us
  from measure m
  left join lateral (select s.as_at, s.value_thousandths from measure_reading_standing s
                      where s.measure_id = m.id order by s.as_at desc limit 1) c on true
  left join lateral (select s.as_at, s.value_thousandths from measure_reading_standing s
                      where s.measure_id = m.id and s.as_at < c.as_at
                      order by s.as_at desc limit 1) p on true
