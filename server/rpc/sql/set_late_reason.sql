select set_config('app.late_reason', $1, true)
