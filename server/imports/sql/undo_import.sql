select undo_import($1::uuid)
