update programme
   set name = $2, state = $3::programme_state, starts_on = $4::date, ends_on = $5::date,
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where id = $1::int
returning id, code, name, state, starts_on, ends_on, version,
          epoch_us(created_at) as created_at_us, epoch_us(updated_at) as updated_at_us
