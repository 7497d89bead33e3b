select lock_person($1::uuid)
