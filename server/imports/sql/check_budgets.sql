-- Funds that have promised more than they have, named at the award with which that happened, or at
-- the fund itself where its budget was lowered.
with spent as (
  select f.id, f.code, f.budget_pence, fund_awarded_pence(f.id) as awarded_pence
    from fund f
   where f.id in (select fund_id from plan_awards union select id from plan_funds where id is not null)
), over as (
  select * from spent where awarded_pence > budget_pence
), running as (
  select p.line, o.id as fund_id, o.code, o.budget_pence, o.awarded_pence,
         o.awarded_pence - sum(p.amount_pence) over (partition by o.id)
           + sum(p.amount_pence) over (partition by o.id order by p.line) as so_far
    from over o join plan_awards p on p.fund_id = o.id and p.state <> 'WITHDRAWN'
), first_over as (
  select distinct on (fund_id) * from running where so_far > budget_pence order by fund_id, line
)
select 'awards' as file, line, 'amount_gbp' as column_name,
       format('takes the awards of fund ''%s'' to %s: expected at most its budget of %s', code,
              to_char(awarded_pence / 100.0, 'FM999999999990.00'),
              to_char(budget_pence / 100.0, 'FM999999999990.00')) as message
  from first_over
union all
select 'funds', p.line, 'budget_gbp',
       format('is less than the awards of the fund, %s: expected at least that',
              to_char(o.awarded_pence / 100.0, 'FM999999999990.00'))
  from over o join plan_funds p on p.code = o.code
 where not exists (select from first_over r where r.fund_id = o.id)
 order by 1, 2
