-- The sums of one organisation up to a quarter drawn at random, from the rows that GetTotals reads.
\set organisation random(1, 24)
\set quarter random(0, 11)
select sum(recruited) filter (where quarter = d), sum(trained) filter (where quarter = d),
       sum(reached) filter (where quarter = d), sum(new_people) filter (where quarter = d),
       sum(signposted) filter (where quarter = d), sum(impressions) filter (where quarter = d),
       sum(activities) filter (where quarter = d), sum(awarded_pence) filter (where quarter = d),
       sum(paid_pence) filter (where quarter = d),
       sum(recruited), sum(trained), sum(reached), sum(new_people), sum(signposted), sum(impressions),
       sum(activities), sum(awarded_pence), sum(paid_pence)
  from rollup, (select (:first_day::date + :quarter * interval '3 months')::date as d) asked
 where organisation_id = :organisation and quarter <= d and scope <> 'PROGRAMME';
