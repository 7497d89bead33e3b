select e.id, epoch_us(e.recorded_at) as recorded_at_us, e.key_id, e.user_id, e.method,
       e.object_kind, e.object, e.objects, o.code as organisation, e.fields, e.request_id, e.address,
       e.outcome
  from audit_event e left join organisation o on o.id = e.organisation_id
