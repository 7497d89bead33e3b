update organisation
   set name = $2, identifier = $3, communities = $4::text[],
       version = version + 1, import_id = null, updated_at = clock_timestamp()
 where id = $1::int
returning id, code, name, identifier, communities, version,
          epoch_us(created_at) as created_at_us, epoch_us(updated_at) as updated_at_us
