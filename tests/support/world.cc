#include "support/world.h"

#include "support/test_server.h"

namespace champions::test {
namespace {

// `{Champion}` becomes the id of the champion, `{Organisation}` a code, `{personal}` the word.
std::string Fill(std::string text, const Objects& objects) {
  auto replace = [&](const std::string& name, const std::string& value) {
    std::string mark = "{" + name + "}";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
      text.replace(at, mark.size(), value);
    }
  };
  for (const auto& [name, value] : objects) replace(name, value);
  replace("personal", kPersonalWord);
  return text;
}

constexpr const char* kShared = R"sql(
insert into programme (code, name, state) values ('{Programme}', 'A programme', 'ACTIVE');
insert into course (code, name) values ('{Course}', 'A course');
insert into fund (code, name, budget_pence) values ('{Fund}', 'A fund', 1000000);
insert into course_run (id, course_id, starts_at)
  select '{CourseRun}', id, '2024-06-01T10:00Z' from course;
insert into measure (id, number, objective, name, unit)
  values ('{Measure}', 7, 'An objective', 'A measure', 'percent');
insert into measure_reading (measure_id, as_at, version, value_thousandths, key_id)
  values ('{Measure}', '2024-05-05', 1, 1000, new_id());
insert into budget_line (id, year, kind, name, amount_pence)
  values ('{BudgetLine}', '2023-24', 'CONTRIBUTION', 'A line', 100);
insert into access_user (id, name, email, role)
  values ('{User}', '{personal} User', '{personal}@example.org', 'PROGRAMME_MANAGER');
insert into publication (id, quarter, number, definitions, policy, coarsened, as_known_at, published_at, key_id, manifest,
                         signature, public_key, details)
  values ('{Publication}', '2021-04-01', 1, 1, 'HES-2018', false, now(), now(), new_id(), '', '', '', '');
insert into user_totp (user_id, sealed_secret) values ('{User}', '');
insert into access_key (id, token_hash, name, role) values ('{Key}', '\x00', 'a key', 'AUDITOR');
insert into access_session (id, token_hash, key_id, method, expires_at)
  values ('{Session}', '\x01', '{Key}', 'KEY', now() + interval '1 day');
insert into risk (id, number, kind, text, raised_on, assessed_on, impact, probability)
  values ('{Risk}', 7, 'RISK', 'A risk', '2024-04-01', '2024-04-01', 4, 3);
insert into export_schedule (id, code, name, format, edition, cadence, first_on, next_at, owner_id)
  overriding system value
  values (7, '{Schedule}', 'A schedule', 'CSV', 'INTERNAL', 'MONTHLY', '2024-04-01', now() + interval '1 day', '{User}');
insert into export_job (id, schedule_id, quarter, due_at, state) values ('{ExportJob}', 7, '2024-04-01', now(), 'DONE');
insert into audit_run (number, from_writer, to_writer) values (0, 0, 1);
insert into risk_assessment (risk_id, place, assessed_on, impact, probability, direction, key_id)
  values ('{Risk}', 1, '2024-04-01', 4, 3, 'NEW', '{Key}');
insert into risk_action (id, risk_id, place, text) values ('{RiskAction}', '{Risk}', 1, 'An action');
insert into processing_activity (code, name, purpose, lawful_basis, people_categories, data_categories, controller,
                                 reviewed_on, review_due_on)
  values ('{ProcessingActivity}', 'An activity', 'A purpose', 'CONSENT', '{champions}', '{contact}', 'A controller',
          '2024-04-01', '2025-04-01');
insert into breach (id, discovered_at, text, data_categories, due_at)
  values ('{Breach}', '2024-05-01T10:00Z', 'A breach', '{contact}', '2024-05-04T10:00Z');
insert into privacy_notice (id, code, in_force_on, url)
  values ('{NoticeId}', '{PrivacyNotice}', '2024-01-01', 'https://example.org/privacy');
insert into subject_request (id, kind, received_on, summary, due_on, clock_runs)
  values ('{SubjectRequest}', 'ACCESS', '2024-05-01', 'A request', '2024-06-03', true);
)sql";

constexpr const char* kChampion = R"sql(
insert into organisation (code, name) values ('{Organisation}', 'Name of {Organisation}');
insert into champion (organisation_id, id, external_id, state, recruited_on, role)
  select o.id, '{Champion}', 'C {Organisation}', 'ACTIVE', '2024-04-01', 'Role at {Organisation}'
    from organisation o where o.code = '{Organisation}';
insert into champion_person (organisation_id, champion_id, given_name, family_name, email, phone)
  select organisation_id, id, '{personal}', '{personal}', '{personal}@example.org', '{personal}'
    from champion where id = '{Champion}';
-- Two more of the same name, one merged into the other; nobody said that the first is somebody else.
insert into champion (organisation_id, id, external_id)
  select o.id, x.id::uuid, x.name || ' {Organisation}' from organisation o,
         (values ('{Survivor}', 'S'), ('{Duplicate}', 'D')) as x (id, name) where o.code = '{Organisation}';
insert into champion_person (organisation_id, champion_id, given_name, family_name)
  select organisation_id, id, '{personal}', '{personal}' from champion where id in ('{Survivor}', '{Duplicate}');
update champion_person set name_index = 'of a name'
  where champion_id in ('{Champion}', '{Survivor}', '{Duplicate}');
insert into champion_merge (organisation_id, duplicate_id, survivor_id, reason, key_id, living_duplicate_id,
                            living_survivor_id)
  select organisation_id, '{Duplicate}', id, 'entered twice', new_id(), '{Duplicate}', id
    from champion where id = '{Survivor}';
insert into champion_distinction (organisation_id, first_id, second_id, key_id)
  select organisation_id, least(id, '{Champion}'), greatest(id, '{Champion}'), new_id()
    from champion where id = '{Duplicate}';
insert into champion_equality (organisation_id, champion_id, languages, age_band)
  select organisation_id, id, '{ro}', '25-34' from champion where id = '{Champion}';
insert into enrolment (organisation_id, id, champion_id, programme_id, enrolled_on)
  select c.organisation_id, '{Enrolment}', c.id, p.id, '2024-04-02'
    from champion c, programme p where c.id = '{Champion}';
insert into enrolment (organisation_id, champion_id, programme_id, enrolled_on)
  select c.organisation_id, c.id, p.id, '2024-04-02'
    from champion c, programme p where c.id in ('{Survivor}', '{Duplicate}');
insert into training_record (organisation_id, id, champion_id, course_id, completed_on, outcome)
  select c.organisation_id, '{TrainingRecord}', c.id, k.id, '2024-04-10', 'BOOKED'
    from champion c, course k where c.id = '{Champion}';
-- A key of nobody: what is in clear here is given as it is.
insert into keyring.data_key (organisation_id, owner_id, wrapped)
  select organisation_id, '{Enrolment}', 'a key' from champion where id = '{Champion}';
-- A second version, so that there is a history.
update champion set version = 2 where id = '{Champion}';
update champion_person set version = 2 where champion_id = '{Champion}';
)sql";

constexpr const char* kActivity = R"sql(
insert into award (organisation_id, id, external_id, fund_id, programme_id, title, amount_pence,
                   awarded_on, state)
  select o.id, '{Award}', 'W {Organisation}', f.id, p.id, 'Award of {Organisation}', 1000,
         '2024-04-03', 'ACTIVE'
    from organisation o, fund f, programme p where o.code = '{Organisation}';
insert into payment (organisation_id, id, award_id, amount_pence, paid_on)
  select organisation_id, '{Payment}', id, 10, '2024-04-04' from award where id = '{Award}';
insert into activity (organisation_id, id, external_id, programme_id, name, kind, starts_at)
  select o.id, '{Activity}', 'A {Organisation}', p.id, 'Activity of {Organisation}', 'OUTREACH',
         '2024-04-05T10:00Z'
    from organisation o, programme p where o.code = '{Organisation}';
insert into activity_attendance
  select organisation_id, id, organisation_id, '{Champion}' from activity where id = '{Activity}';
insert into reach (organisation_id, id, external_id, programme_id, occurred_on, mode, topic, people,
                   recorded_at, updated_at)
  select o.id, '{Reach}', 'R {Organisation}', p.id, '2024-04-06', 'GROUP', 'DIABETES', 7, now(), now()
    from organisation o, programme p where o.code = '{Organisation}';
insert into reach_note (organisation_id, reach_id, note)
  select organisation_id, id, '{personal}' from reach where id = '{Reach}';
insert into insight (organisation_id, id, programme_id, heard_on, kind, theme, theme_key, text)
  select o.id, '{Insight}', p.id, '2024-04-07', 'BARRIER', 'Theme of {Organisation}', 'theme', 'Heard by {Organisation}'
    from organisation o, programme p where o.code = '{Organisation}';
insert into audit_event (organisation_id, key_id, method, object_kind, object)
  select organisation_id, new_id(), 'ReachService/LogReach', 'reach', id from reach where id = '{Reach}';
insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, source_id,
                          reached, recorded_at)
  select organisation_id, programme_id, 'BOTH', occurred_on, 'REACH', id, people, recorded_at
    from reach where id = '{Reach}';
insert into organisation_return (organisation_id, quarter, state)
  select id, '2022-04-01', 'REOPENED' from organisation where code = '{Organisation}';
update organisation_return set version = 2
  where organisation_id = (select id from organisation where code = '{Organisation}');
insert into return_step (organisation_id, quarter, verb, state, in_quarter, to_date, key_id)
  select id, '2022-04-01', 'Reopen', 'REOPENED', '{}', '{}', new_id() from organisation where code = '{Organisation}';
insert into champion_erasure (organisation_id, champion_id, reason, key_id)
  select id, new_id(), 'asked', new_id() from organisation where code = '{Organisation}';
insert into champion_hold (organisation_id, champion_id, reason, key_id)
  select id, new_id(), 'a claim', new_id() from organisation where code = '{Organisation}';
insert into champion_basis (organisation_id, id, champion_id, purpose, lawful_basis, notice_id, informed_on, consented_on,
                            consent_form, key_id)
  select organisation_id, '{ChampionBasis}', id, 'VOLUNTEERING', 'CONSENT', '{NoticeId}', '2024-04-01', '2024-04-01',
         'form', new_id()
    from champion where id = '{Champion}';
insert into champion_restriction (organisation_id, id, champion_id, ground, reason, told_on, lifted_at, key_id)
  select organisation_id, '{ChampionRestriction}', id, 'LEGAL_CLAIM', 'a claim', '2024-05-01', now(), new_id()
    from champion where id = '{Champion}';
insert into champion_objection (organisation_id, id, champion_id, purpose, objected_on, key_id)
  select organisation_id, '{ChampionObjection}', id, 'PUBLICITY', '2024-04-01', new_id()
    from champion where id = '{Champion}';
insert into recipient_notification (organisation_id, id, champion_id, act, recipient, told_on, key_id)
  select organisation_id, '{RecipientNotification}', id, 'RESTRICTION', 'A provider', '2024-05-01', new_id()
    from champion where id = '{Champion}';
-- In clear, since there is no key of theirs.
insert into safeguarding_case (organisation_id, id, kind, noticed_on, account, key_id)
  select id, '{Case}', 'ADULT_AT_RISK', '2024-04-08', '{personal}', new_id()
    from organisation where code = '{Organisation}';
insert into safeguarding_case_note (organisation_id, id, case_id, text, key_id)
  select organisation_id, '{CaseNote}', id, '{personal}', new_id() from safeguarding_case where id = '{Case}';
insert into audit_block (organisation_id, number, run, events, hash)
  select id, 0, 0, 0, '' from organisation where code = '{Organisation}';
insert into return_reminder (organisation_id, quarter, stage, recipients)
  select id, '2022-04-01', 'DUE', 1 from organisation where code = '{Organisation}';
insert into late_change (organisation_id, quarter, source_kind, source_id, recorded_at, reason)
  select organisation_id, '2022-04-01', 'REACH', id, now(), 'a reason' from reach where id = '{Reach}';
insert into access_membership (id, user_id, role, organisation_id)
  select '{Membership}', '{User}', 'PARTNER', id from organisation where code = '{Organisation}';
select post_champions(array['{Champion}', '{Survivor}', '{Duplicate}']::uuid[]);
select post_activities(array['{Activity}']::uuid[]);
select post_awards(array['{Award}']::uuid[]);
)sql";

Objects MakeOrganisation(const std::function<void(const std::string&)>& run,
                         const std::string& code, const Objects& shared) {
  Objects objects = {{"Organisation", code}};
  for (const char* kind :
       {"Champion", "Survivor", "Duplicate", "Enrolment", "TrainingRecord", "Award", "Payment",
        "Activity", "Reach", "Insight", "ChampionBasis", "ChampionRestriction", "ChampionObjection",
        "RecipientNotification", "Membership", "Case", "CaseNote"}) {
    objects[kind] = NewRequestId();
  }
  Objects all = objects;
  all.insert(shared.begin(), shared.end());
  run(Fill(kChampion, all));
  run(Fill(kActivity, all));
  return objects;
}

}  // namespace

World MakeWorld(const std::function<void(const std::string&)>& run) {
  World world;
  world.shared = {{"Programme", "A-PROGRAMME"},
                  {"Course", "A-COURSE"},
                  {"Fund", "A-FUND"},
                  {"Schedule", "A-SCHEDULE"},
                  {"ProcessingActivity", "AN-ACTIVITY"},
                  {"PrivacyNotice", "A-NOTICE"}};
  for (const char* kind :
       {"CourseRun", "User", "Key", "Session", "Publication", "Measure", "BudgetLine", "Risk",
        "RiskAction", "ExportJob", "Breach", "SubjectRequest", "NoticeId"})
    world.shared[kind] = NewRequestId();
  run(Fill(kShared, world.shared));
  world.own = MakeOrganisation(run, kOwn, world.shared);
  world.foreign = MakeOrganisation(run, kForeign, world.shared);
  run("select checkpoint_ledger(1) from generate_series(1, 100)");
  return world;
}

}  // namespace champions::test
