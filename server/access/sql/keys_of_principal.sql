-- A user who signed in acts under the id of the user.
select k.id from access_key k where k.id = $1::uuid or k.user_id = $1::uuid
 union all
select u.id from access_user u where u.id = $1::uuid
