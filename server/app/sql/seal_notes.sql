update reach_note n
   set note = x.note
  from jsonb_populate_recordset(null::reach_note, $1::jsonb) x
 where n.organisation_id = x.organisation_id and n.reach_id = x.reach_id
