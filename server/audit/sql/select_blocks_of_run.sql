select organisation_id, number, events, hash from audit_block where run = $1::bigint order by organisation_id
