select from fund
 where id in (select fund_id from plan_awards union select id from plan_funds where id is not null)
 order by id for no key update
