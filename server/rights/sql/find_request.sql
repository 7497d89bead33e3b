select r.kind from subject_request r where r.id = $1::uuid and r.champion_id = $2::uuid
