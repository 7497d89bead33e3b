-- The next version of its day; of a measure that this transaction has locked.
insert into measure_reading (measure_id, as_at, version, value_thousandths, note, key_id, user_id)
select $1::uuid, $2::date, coalesce(max(version), 0) + 1, $3::bigint, $4, $5::uuid, $6::uuid
  from measure_reading
 where measure_id = $1::uuid and as_at = $2::date
