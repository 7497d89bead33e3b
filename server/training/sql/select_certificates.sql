select t.id, t.champion_id, o.code as organisation, c.code as course, t.certificate, t.completed_on,
       nullif(expiry.expires_on, 'infinity') as expires_on
  from organisation o
  join training_record t on t.organisation_id = o.id and t.outcome = 'COMPLETED'
  join course c on c.id = t.course_id
 cross join lateral (
       select case when c.valid_months = 0 then 'infinity'
                   else (t.completed_on + make_interval(months => c.valid_months))::date end
         as expires_on) expiry
