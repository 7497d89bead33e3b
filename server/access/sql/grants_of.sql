-- $1 a user: the role of its own, and its memberships.
select u.role, 0 as programme_id, 0 as number from access_user u where u.id = $1::uuid and u.role is not null
 union all
select m.role, coalesce(m.programme_id, 0), 1 from memberships_of($1::uuid) m
 order by number
