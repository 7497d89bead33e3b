select c.organisation_id, o.code as organisation, c.id, c.external_id, c.state, c.recruited_on, c.left_on,
       c.role, c.career_goal, c.version,
       epoch_us(c.created_at) as created_at_us, epoch_us(c.updated_at) as updated_at_us,
       (select min(t.trained_on) from enrolment_trained t
         where t.organisation_id = c.organisation_id
           and t.champion_id = any ((select g.records from champion_group g
                                      where g.organisation_id = c.organisation_id
                                        and g.champion_id = c.id)::uuid[])) as trained_on,
       (select m.survivor_id from champion_merge m
         where m.organisation_id = c.organisation_id and m.living_duplicate_id = c.id) as merged_into,
       array(select m.living_duplicate_id from champion_merge m
              where m.organisation_id = c.organisation_id and m.living_survivor_id = c.id
              order by m.living_duplicate_id) as duplicates,
       exists (select from champion_restriction r
                where r.organisation_id = c.organisation_id and r.champion_id = c.id and r.lifted_at is null)
         as restricted,
       exists (select from champion_basis b
                where b.organisation_id = c.organisation_id and b.champion_id = c.id and b.purpose = 'CONTACT'
                  and b.withdrawn_on is not null)
         or exists (select from champion_objection x
                     where x.organisation_id = c.organisation_id and x.champion_id = c.id and x.purpose = 'CONTACT'
                       and x.state = 'UPHELD') as contact_refused
  from organisation o join champion c on c.organisation_id = o.id
