insert into programme (code, name, state, starts_on, ends_on, import_id)
select code, name, state, starts_on, ends_on, (select import_id()) from plan_programmes where is_new;
update programme o
   set name = p.name, state = p.state, starts_on = p.starts_on, ends_on = p.ends_on,
       version = o.version + 1, import_id = (select import_id()), updated_at = clock_timestamp()
  from plan_programmes p where p.is_changed and o.id = p.id;
