insert into organisation (code, name, identifier, communities)
values ($1, $2, $3, $4::text[])
on conflict (code) do nothing
returning id, code, name, identifier, communities, version,
          epoch_us(created_at) as created_at_us, epoch_us(updated_at) as updated_at_us
