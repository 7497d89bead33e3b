-- The context of what the server does with personal data by itself.
select begin_as('{}', true, true, $1::int), set_config('app.restricted', 'read', true)
