insert into reach_note as n (organisation_id, reach_id, note) values ($1::int, $2::uuid, $3)
    on conflict (organisation_id, reach_id) do update
   set note = excluded.note, version = n.version + 1, import_id = null
