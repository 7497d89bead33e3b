select line, 'age_band' as column_name,
       format('is ''%s'', which is none of 0-15, 16-24, 25-34, 35-44, 45-54, 55-64, 65-74, 75-84 and 85+', age_band) as message
  from stage_champions
 where not bad and age_band <> all ('{0-15,16-24,25-34,35-44,45-54,55-64,65-74,75-84,85+}')
union all
select line, 'email', 'does not look like an e-mail address'
  from stage_champions where not bad and email !~ '^[^@ ]+@[^@ ]+$'
 order by 1
