select set_config('app.personal', 'on', true)
