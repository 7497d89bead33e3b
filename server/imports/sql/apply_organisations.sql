insert into organisation (code, name, identifier, communities, import_id)
select code, name, identifier, communities, (select import_id()) from plan_organisations where is_new;
update organisation o
   set name = p.name, identifier = p.identifier, communities = p.communities,
       version = o.version + 1, import_id = (select import_id()), updated_at = clock_timestamp()
  from plan_organisations p where p.is_changed and o.id = p.id;
