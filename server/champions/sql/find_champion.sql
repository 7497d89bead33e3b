select c.organisation_id from organisation o join champion c on c.organisation_id = o.id where c.id = $1::uuid
