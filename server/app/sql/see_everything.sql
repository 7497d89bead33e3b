-- The context of the server's own work.
select begin_as('{}', true, false, $1::int)
