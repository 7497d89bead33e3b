create temp table plan_programmes on commit drop as
select *, not is_new and (name, state, starts_on, ends_on)
          is distinct from (was_name, was_state, was_starts_on, was_ends_on) as is_changed
  from (select s.line, s.bad, p.id, s.code, s.name, s.status::programme_state as state,
               p.name as was_name, p.state as was_state, p.starts_on as was_starts_on,
               p.ends_on as was_ends_on, p.id is null as is_new,
               case when (select import_has('starts_on')) then s.starts_on else p.starts_on end as starts_on,
               case when (select import_has('ends_on')) then s.ends_on else p.ends_on end as ends_on
          from stage_programmes s left join programme p on p.code = s.code
         where not s.bad) x
