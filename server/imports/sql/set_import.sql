-- What is restricted is seen, so that a row that changes nothing passes.
select set_config('app.import', $1, true), set_config('app.restricted', 'read', true)
