select undo_obstacle($1::uuid) as obstacle
