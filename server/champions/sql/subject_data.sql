-- Everything that is held on one champion, as one object. $1 organisation, $2 champion.
select jsonb_build_object(
  'champion', (select to_jsonb(c) from champion c where c.organisation_id = $1::int and c.id = $2::uuid),
  'organisation', (select jsonb_build_object('code', o.code, 'name', o.name) from organisation o where o.id = $1::int),
  'key', (select k.wrapped from keyring.data_key k where k.organisation_id = $1::int and k.owner_id = $2::uuid),
  'person', (select to_jsonb(p) from champion_person p where p.organisation_id = $1::int and p.champion_id = $2::uuid),
  'equality_answers', (select to_jsonb(q) from champion_equality q
                        where q.organisation_id = $1::int and q.champion_id = $2::uuid),
  'enrolments', (select coalesce(jsonb_agg(to_jsonb(e) || jsonb_build_object('programme', p.name)
                                           order by e.enrolled_on, e.id), '[]')
                   from enrolment e join programme p on p.id = e.programme_id
                  where e.organisation_id = $1::int and e.champion_id = $2::uuid),
  'training', (select coalesce(jsonb_agg(to_jsonb(t) || jsonb_build_object('course', k.name)
                                         order by t.completed_on, t.id), '[]')
                 from training_record t join course k on k.id = t.course_id
                where t.organisation_id = $1::int and t.champion_id = $2::uuid),
  'activities', (select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'starts_at', a.starts_at)
                                           order by a.starts_at, a.id), '[]')
                   from activity_attendance x
                   join activity a on a.organisation_id = x.organisation_id and a.id = x.activity_id
                  where x.champion_organisation_id = $1::int and x.champion_id = $2::uuid),
  'reach', (select coalesce(jsonb_agg(to_jsonb(r) || jsonb_build_object('note', n.note,
                       'note_key', (select k.wrapped from keyring.data_key k
                                     where k.organisation_id = n.organisation_id and k.owner_id = n.reach_id))
                                      order by r.occurred_on, r.id), '[]')
              from reach r left join reach_note n on n.organisation_id = r.organisation_id and n.reach_id = r.id
             where r.organisation_id = $1::int and r.champion_id = $2::uuid),
  'earlier_versions', (
     select coalesce(jsonb_agg(jsonb_build_object('kind', h.kind, 'until', h.superseded_at, 'data', h.data)
                               order by h.superseded_at, h.kind), '[]')
       from (select kind, superseded_at, data from personal_history
              where organisation_id = $1::int and record_id = $2::text
                and kind in ('champion_person', 'champion_equality')
             union all
             select kind, superseded_at, data from record_history
              where organisation_id = $1::int and record_id = $2::text and kind = 'champion'
             union all
             select v.kind, v.superseded_at, v.data
               from champion_basis b
               join record_history v on v.organisation_id = b.organisation_id and v.kind = 'champion_basis'
                                    and v.record_id = b.id::text
              where b.organisation_id = $1::int and b.champion_id = $2::uuid) h),
  'lawful_bases', (select coalesce(jsonb_agg(to_jsonb(b) || jsonb_build_object('notice', to_jsonb(n))
                                             order by b.purpose), '[]')
                     from champion_basis b left join privacy_notice n on n.id = b.notice_id
                    where b.organisation_id = $1::int and b.champion_id = $2::uuid),
  'restrictions', (select coalesce(jsonb_agg(to_jsonb(r) order by r.created_at, r.id), '[]')
                     from champion_restriction r where r.organisation_id = $1::int and r.champion_id = $2::uuid),
  'objections', (select coalesce(jsonb_agg(to_jsonb(o) order by o.created_at, o.id), '[]')
                   from champion_objection o where o.organisation_id = $1::int and o.champion_id = $2::uuid),
  'recipients_told_of_changes', (
     select coalesce(jsonb_agg(to_jsonb(n) order by n.created_at, n.id), '[]')
       from recipient_notification n where n.organisation_id = $1::int and n.champion_id = $2::uuid),
  'requests', (select coalesce(jsonb_agg(to_jsonb(s) order by s.received_on, s.id), '[]')
                 from subject_request s where s.champion_id = $2::uuid),
  'holds', (select coalesce(jsonb_agg(to_jsonb(d) order by d.placed_at), '[]') from champion_hold d
             where d.organisation_id = $1::int and d.champion_id = $2::uuid),
  'merges', (select coalesce(jsonb_agg(jsonb_build_object('duplicate', m.duplicate_id, 'survivor', m.survivor_id,
                       'merged_at', m.merged_at, 'reason', m.reason, 'undone_at', m.undone_at,
                       'undo_reason', m.undo_reason) order by m.merged_at), '[]')
               from champion_merge m where m.organisation_id = $1::int and $2::uuid in (m.duplicate_id, m.survivor_id)),
  'who_read_or_changed_it', (
     select coalesce(jsonb_agg(jsonb_build_object('at', v.recorded_at, 'what', v.method, 'fields', v.fields)
                               order by v.recorded_at, v.id), '[]')
       from audit_event v where v.object = $2::text))::text as data
