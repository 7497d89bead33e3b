select from budget_line where id = $1::uuid for no key update
