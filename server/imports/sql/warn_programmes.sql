select line, 'ends_on' as column_name, format('is %s, before starts_on, %s', ends_on, starts_on) as message
  from plan_programmes where ends_on < starts_on
 order by 1
