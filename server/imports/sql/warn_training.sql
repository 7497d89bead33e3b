select p.line, 'completed_on' as column_name,
       format('is %s, after the champion left on %s', p.completed_on, c.left_on) as message
  from plan_training p
  join champion c on c.organisation_id = p.organisation_id and c.id = p.champion_id
 where p.completed_on > c.left_on
 order by 1
