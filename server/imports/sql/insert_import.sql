insert into import (id, key_id, report) values ($1::uuid, $2::uuid, $3::jsonb)
returning epoch_us(created_at) as created_at_us
