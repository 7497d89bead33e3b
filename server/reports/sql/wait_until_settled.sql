select ledger_settled(from_epoch_us($1::bigint), $2::int) as settled
