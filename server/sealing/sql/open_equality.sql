select set_config('app.equality', $1, true)
