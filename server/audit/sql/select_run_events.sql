-- $1, $2 the run's writers. Read through a cursor: it is sorted once, however much it is.
select coalesce(e.organisation_id, 0) as organisation_id, e.written_by, e.id, epoch_us(e.recorded_at) as recorded_at_us,
       e.key_id, e.user_id, e.method, e.object_kind, e.object, e.objects, e.fields, e.request_id, e.address, e.outcome
  from audit_event e
 where e.written_by >= $1::bigint and e.written_by < $2::bigint
 order by coalesce(e.organisation_id, 0), e.written_by, e.id
