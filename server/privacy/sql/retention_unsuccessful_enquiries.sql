-- Records of people who were never recruited and of whom nothing was written since $1. Who is held, by a hold or a
-- restriction of any record of the person, is not to be erased. Sub-selects with a limit: they look into indexes.
select c.organisation_id, c.id as object, (c.updated_at at time zone 'Europe/London')::date as since,
       exists (select from champion_hold h where h.organisation_id = c.organisation_id
                and h.champion_id = any (g.records) and h.released_at is null)
       or exists (select from champion_restriction r where r.organisation_id = c.organisation_id
                   and r.champion_id = any (g.records) and r.lifted_at is null) as held
  from champion c
 cross join lateral (select records from champion_group p
                      where p.organisation_id = c.organisation_id and p.champion_id = c.id offset 0) g
 where c.state in ('ENQUIRED', 'APPLIED', 'DECLINED', 'WITHDRAWN')
   and c.updated_at < ($1::date + 1)::timestamp at time zone 'Europe/London'
   and (select true from champion y
         where y.organisation_id = c.organisation_id and y.id = any (g.records)
           and not (y.state in ('ENQUIRED', 'APPLIED', 'DECLINED', 'WITHDRAWN')
                    and y.updated_at < ($1::date + 1)::timestamp at time zone 'Europe/London')
         limit 1) is null
   and (select true from champion_erasure e
         where e.organisation_id = c.organisation_id and e.champion_id = c.id limit 1) is null
