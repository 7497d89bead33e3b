select line, 'occurred_on' as column_name, format('lies before the programme starts on %s', starts_on) as message
  from (select p.line, p.occurred_on, g.starts_on from plan_reach p join programme g on g.id = p.programme_id) x
 where occurred_on < starts_on
union all
select line, 'status', 'is not VOID, but the record was voided: it counts again'
  from plan_reach where was_state = 'VOIDED' and state = 'RECORDED'
 order by 1
