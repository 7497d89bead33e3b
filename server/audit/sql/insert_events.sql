insert into audit_event (organisation_id, key_id, user_id, method, object_kind, object, objects,
                         fields, request_id, address, outcome)
select nullif(e.organisation_id, 0), $1::uuid, $2::uuid, $3, e.object_kind, nullif(e.object, ''), e.objects,
       coalesce(string_to_array(nullif(e.fields, ''), ','), '{}'), $4::uuid, $5, $11
  from unnest($6::int[], $7::text[], $8::text[], $9::bigint[], $10::text[])
       as e (organisation_id, object_kind, object, objects, fields)
