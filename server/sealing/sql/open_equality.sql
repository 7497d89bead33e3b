select set_config('app.equality', 'on', true)
