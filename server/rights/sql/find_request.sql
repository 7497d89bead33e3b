select r.kind, r.received_on from subject_request r where r.id = $1::uuid and r.champion_id = $2::uuid
