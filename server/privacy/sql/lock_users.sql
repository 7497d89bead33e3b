select u.id as object from access_user u where u.id = any ($1::uuid[]) order by u.id for no key update
