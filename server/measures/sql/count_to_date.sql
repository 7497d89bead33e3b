-- What the ledger counts up to a day ($2) as now known, of a programme by its code ($1) and of all
-- together: whole quarters from the rollup, the rest of the day's quarter from the entries, an
-- organisation and a figure at a time, as the indexes are.
with counted as (
  select r.programme_id, r.scope, r.recruited, r.trained, r.reached
    from rollup r
   where r.quarter < quarter_of($2::date)
  union all
  select e.programme_id, e.scope, e.recruited, e.trained, e.reached
    from organisation o
   cross join lateral (
         select e.programme_id, e.scope, e.recruited, 0 as trained, 0 as reached
           from ledger_entry e
          where e.organisation_id = o.id and e.counts_on between quarter_of($2::date) and $2::date
            and e.recruited <> 0
         union all
         select e.programme_id, e.scope, 0, e.trained, 0
           from ledger_entry e
          where e.organisation_id = o.id and e.counts_on between quarter_of($2::date) and $2::date
            and e.trained <> 0
         union all
         select e.programme_id, e.scope, 0, 0, e.reached
           from ledger_entry e
          where e.organisation_id = o.id and e.counts_on between quarter_of($2::date) and $2::date
            and (e.reached <> 0 or e.new_people <> 0 or e.signposted <> 0)) e
), told_apart as (
  select c.scope <> 'PROGRAMME' as of_all,
         c.scope <> 'OVERALL' and c.programme_id = (select id from programme where code = $1) as of_programme,
         c.recruited, c.trained, c.reached
    from counted c
)
select coalesce(sum(recruited) filter (where of_programme), 0)::bigint as recruited,
       coalesce(sum(trained) filter (where of_programme), 0)::bigint as trained,
       coalesce(sum(reached) filter (where of_programme), 0)::bigint as reached,
       coalesce(sum(recruited) filter (where of_all), 0)::bigint as recruited_of_all,
       coalesce(sum(trained) filter (where of_all), 0)::bigint as trained_of_all,
       coalesce(sum(reached) filter (where of_all), 0)::bigint as reached_of_all
  from told_apart
