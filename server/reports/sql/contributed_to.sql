-- People reached by joint activities and records that others lead, per partner, as now known. Row
-- by row of other organisations' reach, hence a function of the schema that looks past the wall.
select o.code as organisation,
       coalesce(sum(c.people) filter (where c.occurred_on >= $1::date), 0)::bigint as in_quarter,
       coalesce(sum(c.people), 0)::bigint as to_date
  from organisation o
  left join contributed_to($2::date) c on c.partner_id = o.id
 where $3::text[] = '{}' or o.code = any ($3::text[])
 group by o.code
