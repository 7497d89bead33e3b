-- How each organisation's return stands before a quarter is published, and what its coordinator says.
select o.code as organisation, t.state::text as state, t.commentary, t.submitted_at is not null as is_submitted,
       t.submitted_in_quarter is distinct from
         array[coalesce(f.recruited, 0), coalesce(f.trained, 0), coalesce(f.reached, 0), coalesce(f.new_people, 0),
               coalesce(f.signposted, 0), coalesce(f.impressions, 0), coalesce(f.activities, 0),
               coalesce(f.awarded_pence, 0), coalesce(f.paid_pence, 0)]::bigint[] as is_changed
  from organisation o
  left join organisation_return t on t.organisation_id = o.id and t.quarter = $1::date
  left join lateral (
         select sum(recruited) as recruited, sum(trained) as trained, sum(reached) as reached,
                sum(new_people) as new_people, sum(signposted) as signposted, sum(impressions) as impressions,
                sum(activities) as activities, sum(awarded_pence) as awarded_pence, sum(paid_pence) as paid_pence
           from rollup r
          where r.organisation_id = o.id and r.quarter = $1::date and r.scope <> 'PROGRAMME') f on true
 order by o.code collate "C"
