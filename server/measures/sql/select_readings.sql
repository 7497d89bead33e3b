select r.measure_id, r.as_at, r.value_thousandths, r.note, r.version, r.key_id, r.user_id,
       not exists (select from measure_reading n
                    where n.measure_id = r.measure_id and n.as_at = r.as_at and n.version > r.version) as newest,
       epoch_us(r.recorded_at) as recorded_at_us
  from measure_reading r
