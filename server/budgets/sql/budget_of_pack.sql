select kind, name, amount_pence
  from budget_line
 where year = $1 and state = 'ACTIVE' and kind in ('CONTRIBUTION', 'CARRY_FORWARD')
 order by kind, created_at, name
