select c.id as object from champion c where c.id = any ($1::uuid[]) order by c.id for no key update
