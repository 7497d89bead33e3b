select exists (select from access_user u
                where lower(u.email) = lower($1) and u.id is distinct from $2::uuid) as taken
