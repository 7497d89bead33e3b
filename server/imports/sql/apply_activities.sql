insert into activity (organisation_id, id, external_id, programme_id, name, kind, starts_at, ends_at, ward,
                      partner_ids, award_id, import_id)
select organisation_id, id, external_id, programme_id, name, kind, starts_at, ends_at, ward, partner_ids,
       award_id, (select import_id())
  from plan_activities where is_new;
update activity a
   set programme_id = p.programme_id, name = p.name, kind = p.kind, starts_at = p.starts_at,
       ends_at = p.ends_at, ward = p.ward, partner_ids = p.partner_ids, award_id = p.award_id,
       version = a.version + 1, import_id = (select import_id()), updated_at = clock_timestamp()
  from plan_activities p
 where p.is_changed and a.organisation_id = p.organisation_id and a.id = p.id;
