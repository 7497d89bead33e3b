select code, id from organisation_ids($1::text[])
