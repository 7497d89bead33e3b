-- The other parts of a number get the objective and name of the one that was changed.
update measure
   set objective = $3, name = $4, version = version + 1, import_id = null, updated_at = clock_timestamp()
 where number = $1::int and id <> $2::uuid and (objective, name) is distinct from ($3, $4)
