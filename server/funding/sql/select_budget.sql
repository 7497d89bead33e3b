-- Of every organisation's awards, whoever asks; read after the fund was locked.
select budget_pence, fund_awarded_pence(id) as awarded_pence from fund where code = $1
