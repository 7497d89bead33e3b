update access_session set last_used_at = clock_timestamp()
 where id in (select id from access_session where id = any ($1::uuid[]) order by id
                 for no key update skip locked)
