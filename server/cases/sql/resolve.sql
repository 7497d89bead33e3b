-- What a concern refers to, as the raiser sees it, and when that is. Leads are users with the role of their own or by a
-- membership that stands; whether one of them is about to read it, nobody knows.
-- $1 organisation, $2 champion by external id, $3 the same as an id, where it is one
select o.id as organisation_id, c.id as champion_id,
       (clock_timestamp() at time zone 'Europe/London')::date as today, epoch_us(clock_timestamp()) as now_us,
       exists (select from access_user u
                where u.state = 'ENABLED'
                  and ((u.role = 'SAFEGUARDING_LEAD' and o.id = any (u.organisation_ids))
                       or exists (select from access_membership m
                                   where m.user_id = u.id and m.organisation_id = o.id
                                     and m.role = 'SAFEGUARDING_LEAD' and m.ended_at is null))) as has_lead
  from (select) one
  left join organisation o on o.code = $1
  left join lateral (
         select c.id from champion c
          where c.organisation_id = o.id and (c.external_id = $2 or c.id = $3::uuid)
          order by c.external_id = $2 desc nulls last limit 1) c on true
