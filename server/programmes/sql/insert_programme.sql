insert into programme (code, name, state, starts_on, ends_on)
values ($1, $2, $3::programme_state, $4::date, $5::date)
on conflict (code) do nothing
returning id, code, name, state, starts_on, ends_on, version,
          epoch_us(created_at) as created_at_us, epoch_us(updated_at) as updated_at_us
