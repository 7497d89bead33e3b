-- How a person counts: overall (programme null), and by programme per enrolment that counts. $1 organisation,
-- $2 all records of the person, the survivor first.
select null as programme, d.source_id as enrolment, 0 as records,
       min(d.counts_on) filter (where d.recruited > 0) as recruited_on,
       min(d.counts_on) filter (where d.trained > 0) as trained_on
  from due_champion d
 where d.organisation_id = $1::int and d.source_id = ($2::uuid[])[1]
 group by d.source_id
union all
select p.code, d.source_id,
       (select count(distinct e.champion_id)::int from enrolment e
         where e.organisation_id = $1::int and e.champion_id = any ($2::uuid[]) and e.programme_id = p.id),
       min(d.counts_on) filter (where d.recruited > 0), min(d.counts_on) filter (where d.trained > 0)
  from due_enrolment d join programme p on p.id = d.programme_id
 where d.organisation_id = $1::int and d.champion_id = any ($2::uuid[])
 group by p.id, p.code, d.source_id
 order by 1 nulls first, 4, 2
