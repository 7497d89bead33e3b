select stop_the_ledger()
