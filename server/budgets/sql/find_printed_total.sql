select year, name, amount_pence from printed_budget_total where year = $1
