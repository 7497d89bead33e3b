-- Whether anything was recorded after an instant that counts up to a day.
select exists (select from ledger_entry
                where recorded_at > from_epoch_us($1::bigint) and counts_on <= $2::date) as changed
