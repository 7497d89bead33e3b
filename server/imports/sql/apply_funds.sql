insert into fund (code, name, budget_pence, starts_on, ends_on, import_id)
select code, name, budget_pence, starts_on, ends_on, (select import_id()) from plan_funds where is_new;
update fund o
   set name = p.name, budget_pence = p.budget_pence, starts_on = p.starts_on, ends_on = p.ends_on,
       version = o.version + 1, import_id = (select import_id()), updated_at = clock_timestamp()
  from plan_funds p where p.is_changed and o.id = p.id;
