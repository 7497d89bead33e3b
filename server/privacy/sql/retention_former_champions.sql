-- Every record of people who left up to $1, where no record of the person is younger. Who is held, by a hold or a
-- restriction of any of the records, is not to be erased. Sub-selects with a limit: they look into indexes.
select distinct on (c.organisation_id, x.id) c.organisation_id, x.id as object, c.left_on as since,
       exists (select from champion_hold h where h.organisation_id = c.organisation_id
                and h.champion_id = any (g.records) and h.released_at is null)
       or exists (select from champion_restriction r where r.organisation_id = c.organisation_id
                   and r.champion_id = any (g.records) and r.lifted_at is null) as held
  from champion c
 cross join lateral (select records from champion_group p
                      where p.organisation_id = c.organisation_id and p.champion_id = c.id offset 0) g
 cross join lateral unnest(g.records) as x (id)
 where c.state = 'LEFT' and c.left_on <= $1::date
   and (select true from champion y
         where y.organisation_id = c.organisation_id and y.id = any (g.records)
           and not (y.state = 'LEFT' and y.left_on <= $1::date)
           and not (y.state in ('ENQUIRED', 'APPLIED', 'DECLINED', 'WITHDRAWN')
                    and y.updated_at < ($1::date + 1)::timestamp at time zone 'Europe/London')
         limit 1) is null
   and (select true from champion_erasure e
         where e.organisation_id = c.organisation_id and e.champion_id = x.id limit 1) is null
 order by c.organisation_id, x.id, c.left_on desc
