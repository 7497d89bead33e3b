select checkpoint_ledger() as made
