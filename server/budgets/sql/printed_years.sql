select year from printed_budget_total order by year
