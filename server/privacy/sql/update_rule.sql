update retention_rule set keep_months = $2::int, version = version + 1, updated_at = clock_timestamp() where class = $1
