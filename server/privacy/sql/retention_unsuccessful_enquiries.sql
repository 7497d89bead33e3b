-- People who were never recruited and of whom nothing was written since $1; `held` (held, or restricted) are not to be erased.
select c.organisation_id, c.id as object, (c.updated_at at time zone 'Europe/London')::date as since,
       exists (select from champion_hold h where h.organisation_id = c.organisation_id and h.champion_id = c.id
                and h.released_at is null)
       or exists (select from champion_restriction x where x.organisation_id = c.organisation_id
                   and x.champion_id = c.id and x.lifted_at is null) as held
  from champion c
 where c.state in ('ENQUIRED', 'APPLIED', 'DECLINED', 'WITHDRAWN')
   and c.updated_at < ($1::date + 1)::timestamp at time zone 'Europe/London'
   and not exists (select from champion_erasure e
                    where e.organisation_id = c.organisation_id and e.champion_id = c.id)
