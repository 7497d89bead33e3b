select from subject_request where id = $1::uuid for no key update
