-- The organisation's figures of people as now known, by quarter and programme (null: overall).
select p.code as programme, r.quarter, sum(r.recruited)::bigint as recruited, sum(r.trained)::bigint as trained
  from rollup r
  left join programme p on p.id = r.programme_id
 where r.organisation_id = $1::int and (r.recruited <> 0 or r.trained <> 0)
 group by p.code, r.quarter
