select organisation_id, object, since, held from closed_cases($1::date)
