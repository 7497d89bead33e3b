select kind, name, sum(amount_pence)::bigint as amount_pence
  from budget_line
 where year = $1 and state = 'ACTIVE'
 group by kind, name
