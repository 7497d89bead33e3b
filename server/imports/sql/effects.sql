-- What the import changes in the overall figures of each quarter; $2 is the last entry before it.
select quarter, figure, change
  from (select quarter_of(l.counts_on) as quarter, sum(recruited) as recruited, sum(trained) as trained,
               sum(reached) as reached, sum(new_people) as new_people, sum(signposted) as signposted,
               sum(impressions) as impressions, sum(activities) as activities, sum(awarded_pence) as awarded_pence
          from organisation o
          join ledger_entry l on l.organisation_id = o.id and l.entry_id > $2::bigint
         where l.import_id = $1::uuid and l.scope <> 'PROGRAMME'
         group by 1) q
 cross join lateral (values (1, 'recruited', recruited), (2, 'trained', trained), (3, 'reached', reached),
                            (4, 'new_people', new_people), (5, 'signposted', signposted),
                            (6, 'impressions', impressions), (7, 'activities', activities),
                            (8, 'awarded_pence', awarded_pence)) f (rank, figure, change)
 where change <> 0
 order by quarter, rank
