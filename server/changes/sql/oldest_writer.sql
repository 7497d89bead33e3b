-- Every transaction with a smaller number has ended.
select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as writer
