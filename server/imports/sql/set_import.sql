select set_config('app.import', $1, true)
