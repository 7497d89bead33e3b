-- Enough for the planner to see that a table grows: 24 organisations over three years. Made without
-- the triggers that check and post, so the figures of this database mean nothing.
set session_replication_role = replica;
insert into organisation (code, name) select 'ORG-' || i, 'Organisation ' || i from generate_series(1, 24) i;
insert into programme (code, name, state) select 'PROG-' || i, 'Programme ' || i, 'ACTIVE' from generate_series(1, 6) i;
insert into course (code, name) select 'COURSE-' || i, 'Course ' || i from generate_series(1, 10) i;
insert into course_requirement (course_id, programme_id) select i, i from generate_series(1, 6) i;
insert into course_run (course_id, starts_at)
  select 1 + i % 10, timestamptz '2023-04-01' + i * interval '6 hours' from generate_series(1, 4000) i;
insert into fund (code, name, budget_pence) select 'FUND-' || i, 'Fund ' || i, 100000000 from generate_series(1, 5) i;
insert into champion (organisation_id, external_id, state, recruited_on)
  select 1 + i % 24, 'C' || i, 'ACTIVE', date '2023-04-01' + i % 1000 from generate_series(1, 20000) i;
insert into champion_person (organisation_id, champion_id, given_name, family_name, name_index, email_index, phone_index)
  select organisation_id, id, 'Ada', 'Lovelace', md5('n' || hashtext(id::text) % 15000), md5('e' || hashtext(id::text) % 18000),
         md5('p' || hashtext(id::text) % 17000)
    from champion;
insert into champion_merge (organisation_id, duplicate_id, survivor_id, reason, key_id, living_duplicate_id, living_survivor_id)
  select organisation_id, id, before, 'entered twice', new_id(), id, before
    from (select organisation_id, id, lag(id) over (partition by organisation_id order by id) as before,
                 row_number() over (partition by organisation_id order by id) as place from champion) c
   where place % 8 = 0;
insert into champion_distinction (organisation_id, first_id, second_id, key_id)
  select organisation_id, living_survivor_id, living_duplicate_id, new_id() from champion_merge;
insert into champion_equality (organisation_id, champion_id) select organisation_id, id from champion;
insert into champion_basis (organisation_id, champion_id, purpose, lawful_basis, key_id)
  select organisation_id, id, p, 'PUBLIC_TASK', new_id() from champion, unnest(enum_range(null::champion_purpose)) p;
insert into champion_objection (organisation_id, champion_id, purpose, objected_on, key_id)
  select organisation_id, id, 'PUBLICITY', '2024-04-01', new_id() from champion where recruited_on < '2024-04-01';
insert into champion_restriction (organisation_id, champion_id, ground, lifted_at, key_id)
  select organisation_id, id, 'LEGAL_CLAIM', case when recruited_on > '2023-04-03' then now() end, new_id()
    from champion where recruited_on < '2023-05-01';
insert into recipient_notification (organisation_id, champion_id, act, recipient, told_on, key_id)
  select organisation_id, id, 'RESTRICTION', 'A provider', '2024-04-01', new_id() from champion where recruited_on < '2024-04-01';
insert into enrolment (organisation_id, champion_id, programme_id, enrolled_on)
  select organisation_id, id, 1 + n, recruited_on + n from champion, generate_series(0, 1) n;
insert into training_record (organisation_id, champion_id, course_id, completed_on, outcome, course_run_id)
  select organisation_id, id, 1 + n, recruited_on + n, 'COMPLETED', (select array_agg(r.id) from course_run r)[1 + abs(hashtext(id::text)) % 4000]
    from champion, generate_series(0, 3) n;
insert into award (organisation_id, fund_id, programme_id, title, amount_pence, awarded_on, state)
  select 1 + i % 24, 1 + i % 5, 1 + i % 6, 'Award', 10000, date '2023-04-01' + i % 1000, 'ACTIVE'
    from generate_series(1, 20000) i;
insert into payment (organisation_id, award_id, amount_pence, paid_on)
  select organisation_id, id, 1000, awarded_on + n from award, generate_series(1, 2) n;
insert into activity (organisation_id, external_id, programme_id, name, kind, starts_at, ward, award_id)
  select 1 + i % 24, 'A' || i, 1 + i % 6, 'Activity', 'OUTREACH', timestamptz '2023-04-01' + i * interval '1 hour',
         'E050000' || 10 + i % 22, case when i % 10 = 0 then new_id() end
    from generate_series(1, 20000) i;
insert into activity_attendance (organisation_id, activity_id, champion_organisation_id, champion_id)
  select a.organisation_id, a.id, a.organisation_id, c.id
    from (select organisation_id, id, row_number() over (partition by organisation_id order by id) as place from activity) a
    join (select organisation_id, id, row_number() over (partition by organisation_id order by id) as place from champion) c
      using (organisation_id, place);
insert into reach (organisation_id, external_id, programme_id, activity_id, occurred_on, ward, mode, topic, people,
                   state, recorded_at, updated_at, champion_id)
  select 1 + i % 24, 'R' || i, 1 + i % 6, case when i % 3 = 0 then md5((i % 10000)::text)::uuid end, date '2023-04-01' + i % 1000,
         'E050000' || 10 + i / 24 % 22, (enum_range(null::reach_mode))[1 + i / 7 % 5], (enum_range(null::reach_topic))[1 + i / 11 % 8],
         10, (case when i % 50 = 0 then 'VOIDED' else 'RECORDED' end)::reach_state,
         timestamptz '2023-04-01' + i * interval '10 minutes', timestamptz '2023-04-01' + i * interval '10 minutes',
         case when i % 2 = 0 then md5((i % 20000)::text)::uuid end
    from generate_series(1, 120000) i;
insert into reach_note (organisation_id, reach_id, note)
  select organisation_id, id, 'A note' from reach where hashtext(id::text) % 10 = 0;
insert into keyring.data_key (organisation_id, owner_id, wrapped)
  select organisation_id, id, 'a key' from activity union all select organisation_id, id, 'a key' from enrolment;
insert into insight (organisation_id, programme_id, heard_on, kind, theme, theme_key, community, community_key, topic, ward,
                     text, quotable, quote_permission, state, response, responded_on)
  select 1 + i % 24, case when i % 3 = 0 then 1 + i % 6 end, date '2023-04-01' + i % 1000,
         (enum_range(null::insight_kind))[1 + i / 7 % 3], 'Theme ' || i / 24 % 200, 'theme ' || i / 24 % 200,
         'Community ' || i / 24 % 30, 'community ' || i / 24 % 30, (enum_range(null::reach_topic))[1 + i / 11 % 8],
         'E050000' || 10 + i / 24 % 22, 'What was said', i % 5 = 0, case when i % 5 = 0 then 'the speaker' end,
         (case when i % 2 = 0 then 'ANSWERED' else 'OPEN' end)::insight_state, case when i % 2 = 0 then 'What was done' end,
         case when i % 2 = 0 then date '2023-04-01' + i % 1000 end
    from generate_series(1, 30000) i;
-- In clear, and the first of organisation 3 by a known id.
insert into safeguarding_case (organisation_id, id, kind, noticed_on, account, key_id, state, outcome)
  select 1 + i % 24, case when i = 2 then '00000000-0000-4000-8000-000000000003' else new_id() end,
         (enum_range(null::case_kind))[1 + i / 24 % 3], date '2023-04-01' + i % 1000, 'What was seen', new_id(),
         (case when i % 2 = 0 then 'OPEN' else 'CLOSED' end)::case_state, case when i % 2 = 1 then 'An outcome' end
    from generate_series(1, 10000) i;
insert into safeguarding_case_note (organisation_id, case_id, text, key_id)
  select organisation_id, id, 'A note', new_id() from safeguarding_case, generate_series(1, 3);
insert into risk (number, kind, text, workstream, raised_on, assessed_on, impact, probability)
  select i, 'RISK', 'A risk', 'Workstream ' || i % 5, '2024-04-01', '2024-04-01', 1 + i % 4, 1 + i / 4 % 4
    from generate_series(1, 500) i;
insert into risk_assessment (risk_id, place, assessed_on, impact, probability, direction, key_id)
  select id, n, raised_on + n, impact, probability, 'STABLE', new_id() from risk, generate_series(1, 12) n;
insert into risk_action (risk_id, place, text) select id, n, 'An action' from risk, generate_series(1, 5) n;
insert into processing_activity (code, name, purpose, lawful_basis, people_categories, data_categories, controller,
                                 reviewed_on, review_due_on)
  select 'ACTIVITY-' || i, 'An activity', 'A purpose', (enum_range(null::lawful_basis))[1 + i % 6], '{champions}', '{contact}',
         'A controller', date '2024-01-01' + i, date '2025-01-01' + i from generate_series(1, 200) i;
insert into breach (discovered_at, text, data_categories, due_at, risk, state, waive_reason, clock_runs)
  select timestamptz '2024-01-01' + interval '1 day' * i, 'A breach', '{contact}',
         timestamptz '2024-01-04' + interval '1 day' * i, 'NONE', (case when i % 9 = 0 then 'ASSESSED' else 'NOT_NOTIFIABLE' end)::breach_state,
         'A reason', i % 9 = 0 from generate_series(1, 500) i;
insert into subject_request (kind, received_on, summary, due_on, champion_id, state, answered_on, clock_runs)
  select (enum_range(null::subject_request_kind))[1 + i % 7], date '2024-01-01' + i % 1000, 'A request', date '2024-02-01' + i % 1000,
         new_id(), (case when i % 9 = 0 then 'OPEN' else 'DONE' end)::subject_request_state,
         case when i % 9 <> 0 then date '2024-01-20' + i % 1000 end, i % 9 = 0 from generate_series(1, 3000) i;
insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id, reached, recorded_at)
  select organisation_id, programme_id, 'BOTH', occurred_on, 'REACH', id, people, recorded_at from reach;
insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id, impressions, recorded_at)
  select organisation_id, programme_id, 'BOTH', occurred_on, 'REACH', id, people, recorded_at from reach where mode = 'BROADCAST';
insert into ledger_entry (organisation_id, scope, counts_on, source_kind, source_id, recruited, trained, recorded_at)
  select organisation_id, 'OVERALL', recruited_on, 'CHAMPION', id, n, 1 - n, created_at from champion, generate_series(0, 1) n;
insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id, recruited, trained, recorded_at)
  select organisation_id, programme_id, 'PROGRAMME', enrolled_on, 'ENROLMENT', id, n, 1 - n, created_at
    from enrolment, generate_series(0, 1) n;
insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id, activities, recorded_at)
  select organisation_id, programme_id, 'BOTH', starts_at::date, 'ACTIVITY', id, 1, created_at from activity;
insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id, awarded_pence, recorded_at)
  select organisation_id, programme_id, 'BOTH', awarded_on, 'AWARD', id, amount_pence, created_at from award;
insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id, paid_pence, recorded_at)
  select organisation_id, 1, 'BOTH', paid_on, 'PAYMENT', id, amount_pence, created_at from payment;
insert into rollup
  select organisation_id, coalesce(programme_id, 0), scope, quarter_of(counts_on), 0, sum(recruited), sum(trained), sum(reached),
         sum(new_people), sum(signposted), sum(impressions), sum(activities), sum(awarded_pence), sum(paid_pence)
    from ledger_entry group by 1, 2, 3, 4;
insert into access_user (name, email, role) select 'User ' || i, i || '@example.org', 'AUDITOR' from generate_series(1, 2000) i;
insert into access_key (token_hash, name, role) select sha256(i::text::bytea), 'Key ' || i, 'AUDITOR' from generate_series(1, 5000) i;
insert into access_session (token_hash, key_id, method, expires_at)
  select sha256((k.id || 's' || i)::bytea), k.id, 'KEY', now() + interval '15 minutes'
    from generate_series(1, 4) i, access_key k;
insert into audit_event (organisation_id, recorded_at, key_id, method, object_kind, object)
  select case when i % 30 > 0 then 1 + i % 24 end, timestamptz '2023-04-01' + i * interval '10 minutes', md5((i % 200)::text)::uuid,
         case when i % 20 = 0 then 'ReachService/AmendReach' else 'ReachService/LogReach' end, 'reach', md5(i::text)
    from generate_series(1, 120000) i;
insert into request_answer (key_id, request_id, method, body_hash, answer)
  select md5((i % 200)::text)::uuid, md5(i::text)::uuid, 'ReachService/LogReach', '', '' from generate_series(1, 60000) i;
insert into record_history (organisation_id, kind, record_id, version, import_id, superseded_by_import, data)
  select organisation_id, 'reach', id::text, 1, case when hashtext(id::text) % 4 = 0 then new_id() end,
         case when hashtext(id::text) % 5 = 0 then new_id() end, '{}' from reach where hashtext(id::text) % 3 = 0;
insert into personal_history (organisation_id, kind, record_id, version, data)
  select organisation_id, 'reach_note', reach_id::text, 1, '{}' from reach_note;
insert into measure (id, number, part, objective, name, unit)
  select ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, i / 4 + 1, 'part ' || i % 4, 'Objective ' || i / 40, 'Measure', 'percent' from generate_series(0, 199) i;
insert into measure_reading (measure_id, as_at, version, value_thousandths, key_id)
  select id, date '2000-01-01' + i, 1, i, new_id() from measure, generate_series(1, 200) i;
insert into printed_headline (programme_id, as_at, reached_to_date)
  select p.id, date '2000-01-01' + i, 1 from programme p, generate_series(1, 50) i;
insert into budget_line (year, kind, name, amount_pence)
  select 2000 + i / 100 || '-' || lpad((i / 100 + 1)::text, 2, '0'), (enum_range(null::budget_line_kind))[1 + i % 4],
         'Line ' || i, 1000 from generate_series(0, 1999) i;
insert into record_change (changed_at, organisation_id, version, record_id, kind, action)
  select timestamptz '2024-01-01' + i * interval '10 minutes', i % 25, 1, new_id(), 'REACH', 'CREATED'
    from generate_series(1, 120000) i;
insert into import (key_id, report) select new_id(), '{}' from generate_series(1, 1000) i;
set session_replication_role = origin;
select count(checkpoint_ledger(5000)) from generate_series(1, 100);
analyze;
