select s.verb, s.state, s.comment, s.justifications, s.in_quarter, s.to_date, epoch_us(s.at) as at_us,
       coalesce((select u.name from access_user u where u.id = s.user_id),
                (select k.name from access_key k where k.id = s.key_id)) as by
  from return_step s
 where s.organisation_id = $1::int and s.quarter = $2::date
 order by s.step_id
