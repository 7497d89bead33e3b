create temp table plan_enrolments on commit drop as
select *, not is_new and (ended_on, end_reason) is distinct from (was_ended_on, was_end_reason) as is_changed,
       min(line) over (partition by organisation_id, champion_id, programme_id, enrolled_on) as first_line
  from (select s.line, s.bad, c.organisation_id, c.id as champion_id, s.champion, p.id as programme_id,
               s.enrolled_on, coalesce(e.id, new_id()) as id, e.id is null as is_new,
               e.ended_on as was_ended_on, e.end_reason as was_end_reason,
               case when (select import_has('ended_on')) then s.ended_on else e.ended_on end as ended_on,
               case when (select import_has('end_reason')) then s.end_reason else e.end_reason end as end_reason
          from stage_enrolments s
          join named_champions c on c.external_id = s.champion
                                and (s.organisation is null or c.organisation = s.organisation)
          join programme p on p.code = s.programme
          left join enrolment e on e.organisation_id = c.organisation_id and e.champion_id = c.id
                               and e.programme_id = p.id and e.enrolled_on = s.enrolled_on
         where not s.bad) x
