select t.id, t.champion_id, o.code as organisation, c.code as course,
       case when not exists (select from champion_restriction r
                              where r.organisation_id = t.organisation_id and r.champion_id = t.champion_id
                                and r.lifted_at is null) then t.certificate end as certificate, t.completed_on,
       nullif(expiry.expires_on, 'infinity') as expires_on
  from organisation o
  join training_record t on t.organisation_id = o.id and t.outcome = 'COMPLETED'
  join course c on c.id = t.course_id
 cross join lateral (
       select case when c.valid_months = 0 then 'infinity'
                   else (t.completed_on + make_interval(months => c.valid_months))::date end
         as expires_on) expiry
