select from organisation o join champion c on c.organisation_id = o.id and c.id = $1::uuid
