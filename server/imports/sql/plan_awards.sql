create temp table plan_awards on commit drop as
select *, not is_new and (fund_id, programme_id, title, amount_pence, awarded_on, starts_on, ends_on, state)
          is distinct from (was_fund_id, was_programme_id, was_title, was_amount_pence, was_awarded_on,
                            was_starts_on, was_ends_on, was_state) as is_changed
  from (select s.line, s.bad, o.id as organisation_id, coalesce(a.id, new_id()) as id, a.id is null as is_new,
               s.external_id, f.id as fund_id, p.id as programme_id, s.title, s.amount_gbp as amount_pence,
               s.awarded_on, s.status::award_state as state,
               a.fund_id as was_fund_id, a.programme_id as was_programme_id, a.title as was_title,
               a.amount_pence as was_amount_pence, a.awarded_on as was_awarded_on,
               a.starts_on as was_starts_on, a.ends_on as was_ends_on, a.state as was_state,
               case when (select import_has('starts_on')) then s.starts_on else a.starts_on end as starts_on,
               case when (select import_has('ends_on')) then s.ends_on else a.ends_on end as ends_on
          from stage_awards s
          join organisation o on o.code = s.organisation
          join fund f on f.code = s.fund
          join programme p on p.code = s.programme
          left join award a on a.organisation_id = o.id and a.external_id = s.external_id
         where not s.bad) x
