-- The last number that was given, and, where that is above the one given here, the number of this transaction, taken
-- after it was read: whoever has none yet will write above it.
select n.number, case when n.number > $1::bigint then pg_current_xact_id()::text::bigint end as writer
  from (select coalesce(pg_sequence_last_value('record_change_number_seq'), 0) as number offset 0) n
