-- To count equality answers for who may not read them: nothing of a person leaves the method.
select set_config('app.personal', 'on', true)
