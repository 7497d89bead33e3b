select exists (select from budget_line
                where year = $2 and kind = $3::budget_line_kind and name = $4 and state = 'ACTIVE' and id <> $1::uuid)
       as taken
