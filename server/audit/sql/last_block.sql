select number, hash from audit_block where organisation_id = $1::int order by number desc limit 1
