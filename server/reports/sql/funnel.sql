-- People recruited up to a day, by how far they have come by now; of merged champions the survivor's state.
select count(*) as recruited,
       count(*) filter (where has_begun) as in_training,
       count(*) filter (where is_trained) as trained,
       count(*) filter (where is_trained and state = 'ACTIVE') as active
  from (select c.state,
               exists (select from training_record t
                        where t.organisation_id = c.organisation_id and t.champion_id = any (g.records)
                          and t.outcome in ('BOOKED', 'ATTENDED', 'COMPLETED') and t.completed_on <= $1::date)
                 as has_begun,
               exists (select from enrolment_trained e
                        where e.organisation_id = c.organisation_id and e.champion_id = any (g.records)
                          and e.trained_on <= $1::date) as is_trained
          from organisation o join champion c on c.organisation_id = o.id
          join champion_group g on g.organisation_id = c.organisation_id and g.champion_id = c.id
         where g.person_id = c.id and g.recruited_on <= $1::date) one
