create temp table plan_activities on commit drop as
select *, not is_new and (programme_id, name, kind, starts_at, ends_at, ward, partner_ids, award_id)
          is distinct from (was_programme_id, was_name, was_kind, was_starts_at, was_ends_at, was_ward,
                            was_partner_ids, was_award_id) as is_changed
  from (select s.line, s.bad, o.id as organisation_id, coalesce(a.id, new_id()) as id, a.id is null as is_new,
               s.external_id, p.id as programme_id, s.name, s.kind::activity_kind as kind,
               london_instant(s.starts_at) as starts_at,
               a.programme_id as was_programme_id, a.name as was_name, a.kind as was_kind,
               a.starts_at as was_starts_at, a.ends_at as was_ends_at, a.ward as was_ward,
               a.partner_ids as was_partner_ids, a.award_id as was_award_id,
               case when (select import_has('ends_at')) then london_instant(s.ends_at) else a.ends_at end as ends_at,
               case when (select import_has('ward')) then s.ward else a.ward end as ward,
               case when (select import_has('partners'))
                    then (select coalesce(array_agg(g.id order by g.id), '{}') from organisation g
                           where g.code = any (s.partners) and g.id <> o.id)
                    else coalesce(a.partner_ids, '{}') end as partner_ids,
               case when (select import_has('award')) then w.id else a.award_id end as award_id
          from stage_activities s
          join organisation o on o.code = s.organisation
          join programme p on p.code = s.programme
          left join activity a on a.organisation_id = o.id and a.external_id = s.external_id
          left join award w on w.organisation_id = o.id and w.external_id = s.award
         where not s.bad) x
