select line, 'ended_on' as column_name, format('is %s, before enrolled_on, %s', ended_on, enrolled_on) as message
  from plan_enrolments where ended_on < enrolled_on
 order by 1
