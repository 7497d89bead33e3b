-- What the import $1 changes in the overall figures of each quarter: the entries of this transaction,
-- which are all of one instant.
select quarter, figure, change
  from (select quarter_of(l.counts_on) as quarter, sum(recruited) as recruited, sum(trained) as trained,
               sum(reached) as reached, sum(new_people) as new_people, sum(signposted) as signposted,
               sum(impressions) as impressions, sum(activities) as activities, sum(awarded_pence) as awarded_pence
          from ledger_entry l
         where l.recorded_at = (select ledger_instant()) and l.import_id = $1::uuid and l.scope <> 'PROGRAMME'
         group by 1) q
 cross join lateral (values (1, 'recruited', recruited), (2, 'trained', trained), (3, 'reached', reached),
                            (4, 'new_people', new_people), (5, 'signposted', signposted),
                            (6, 'impressions', impressions), (7, 'activities', activities),
                            (8, 'awarded_pence', awarded_pence)) f (rank, figure, change)
 where change <> 0
 order by quarter, rank
