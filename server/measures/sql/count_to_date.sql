-- What the ledger counts of a programme up to a day, as now known: whole quarters from the rollup, the
-- rest of the day's quarter from the entries. An organisation at a time, as the indexes are.
select coalesce(sum(recruited), 0)::bigint as recruited, coalesce(sum(trained), 0)::bigint as trained,
       coalesce(sum(reached), 0)::bigint as reached
  from (select r.recruited, r.trained, r.reached
          from rollup r
          join programme p on p.id = r.programme_id
         where p.code = $1 and r.scope <> 'OVERALL' and r.quarter < quarter_of($2::date)
        union all
        select e.recruited, e.trained, e.reached
          from organisation o
         cross join programme p
         cross join lateral (
               select e.recruited, 0::bigint as trained, 0::bigint as reached
                 from ledger_entry e
                where e.organisation_id = o.id and e.counts_on between quarter_of($2::date) and $2::date
                  and e.recruited <> 0 and e.programme_id = p.id and e.scope <> 'OVERALL'
               union all
               select 0, e.trained, 0
                 from ledger_entry e
                where e.organisation_id = o.id and e.counts_on between quarter_of($2::date) and $2::date
                  and e.trained <> 0 and e.programme_id = p.id and e.scope <> 'OVERALL'
               union all
               select 0, 0, e.reached
                 from ledger_entry e
                where e.organisation_id = o.id and e.counts_on between quarter_of($2::date) and $2::date
                  and (e.reached <> 0 or e.new_people <> 0 or e.signposted <> 0)
                  and e.programme_id = p.id and e.scope <> 'OVERALL') e
         where p.code = $1) counted
