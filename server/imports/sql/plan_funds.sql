create temp table plan_funds on commit drop as
select *, not is_new and (name, budget_pence, starts_on, ends_on)
          is distinct from (was_name, was_budget_pence, was_starts_on, was_ends_on) as is_changed
  from (select s.line, s.bad, f.id, s.code, s.name, s.budget_gbp as budget_pence,
               f.name as was_name, f.budget_pence as was_budget_pence, f.starts_on as was_starts_on,
               f.ends_on as was_ends_on, f.id is null as is_new,
               case when (select import_has('starts_on')) then s.starts_on else f.starts_on end as starts_on,
               case when (select import_has('ends_on')) then s.ends_on else f.ends_on end as ends_on
          from stage_funds s left join fund f on f.code = s.code
         where not s.bad) x
