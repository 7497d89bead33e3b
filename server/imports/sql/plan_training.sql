create temp table plan_training on commit drop as
select *, not is_new and (outcome, certificate) is distinct from (was_outcome, was_certificate) as is_changed,
       min(line) over (partition by organisation_id, champion_id, course_id, completed_on) as first_line
  from (select s.line, s.bad, c.organisation_id, c.id as champion_id, s.champion, g.id as course_id,
               s.completed_on, coalesce(t.id, new_id()) as id, t.id is null as is_new,
               s.outcome::training_outcome as outcome, t.outcome as was_outcome, t.certificate as was_certificate,
               case when (select import_has('certificate')) then s.certificate else t.certificate end as certificate
          from stage_training s
          join named_champions c on c.external_id = s.champion
                                and (s.organisation is null or c.organisation = s.organisation)
          join course g on g.code = s.course
          left join training_record t on t.organisation_id = c.organisation_id and t.champion_id = c.id
                                     and t.course_id = g.id and t.completed_on = s.completed_on
         where not s.bad) x
