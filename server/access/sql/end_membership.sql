update access_membership set ended_at = clock_timestamp() where id = $1::uuid and ended_at is null
