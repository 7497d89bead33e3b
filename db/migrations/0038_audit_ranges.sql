-- Ranges of 1 MB instead of 128 KB in the index that the audit log's chain is made by (0014). PostgreSQL notes each
-- range that is full for its autovacuum, which comes once a minute and is told of 256 at most: from some 2,000 records
-- a second on the rest was refused, each with a line and the whole statement in its log.
alter index audit_event_written_by set (pages_per_range = 128);
reindex index audit_event_written_by;
