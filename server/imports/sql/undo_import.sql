select set_config('app.restricted', 'read', true), undo_import($1::uuid)
