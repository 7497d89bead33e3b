select k.id from access_key k
 where k.name = $1 and k.user_id is null and k.organisation_ids = $2::int[]
   and k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp())
 order by k.id
