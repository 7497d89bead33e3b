select u.id from access_user u where lower(u.email) = lower($1) and u.state = 'ENABLED' for no key update
