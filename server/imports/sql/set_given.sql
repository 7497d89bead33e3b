select set_config('app.given', $1, true)
