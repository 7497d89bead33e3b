select class, keep_months, version, epoch_us(updated_at) as updated_at_us from retention_rule where class = $1 for update
