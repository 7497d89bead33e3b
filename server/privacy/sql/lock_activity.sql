select from processing_activity where code = $1 for no key update
