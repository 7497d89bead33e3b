insert into award (organisation_id, id, external_id, fund_id, programme_id, title, amount_pence, awarded_on,
                   starts_on, ends_on, state, import_id)
select organisation_id, id, external_id, fund_id, programme_id, title, amount_pence, awarded_on,
       starts_on, ends_on, state, (select import_id())
  from plan_awards where is_new;
update award a
   set fund_id = p.fund_id, programme_id = p.programme_id, title = p.title, amount_pence = p.amount_pence,
       awarded_on = p.awarded_on, starts_on = p.starts_on, ends_on = p.ends_on, state = p.state,
       version = a.version + 1, import_id = (select import_id()), updated_at = clock_timestamp()
  from plan_awards p
 where p.is_changed and a.organisation_id = p.organisation_id and a.id = p.id;
