#include <map>

#include "integration/privacy_fixture.h"

namespace champions::test {
namespace {

class PrivacyTest : public PrivacyFixture {
 protected:
  // Runs the command line as an administrator; what it prints, and its exit status.
  std::pair<std::string, int> Run(const std::string& words) {
    std::string line = "CHAMPIONS_ADDRESS='unix:" + config_.socket + "' CHAMPIONS_TOKEN='" + admin +
                       "' XDG_CONFIG_HOME=/nonexistent '" CHAMPIONS_PROGRAM "' " + words + " 2>&1";
    return RunLine(line);
  }
};

// Shows that an activity is read as it was entered, answered once for each request_id, taken once
// for each code, listed when its review is overdue, and that changes keep what is not named.
TEST_F(PrivacyTest, TheRecordOfProcessing) {
  auto request = NewActivity("CASES", Day(-400));
  auto* given = request.mutable_processing_activity();
  given->set_special_condition("Article 9(2)(h)");
  given->add_recipients("Course providers");
  given->set_transfers("None");
  given->set_retention("Six years after leaving");
  given->set_security_measures("Encrypted, with access by role");
  request.set_request_id(NewRequestId());
  ASSERT_TRUE(Create(request).ok());
  auto first = activity_;
  ASSERT_TRUE(Create(request).ok());
  EXPECT_EQ(activity_.DebugString(), first.DebugString());
  auto stored = activity_;
  EXPECT_TRUE(stored.review_overdue());
  for (const char* field :
       {"review_due_on", "review_overdue", "etag", "create_time", "update_time"}) {
    stored.GetReflection()->ClearField(&stored, stored.GetDescriptor()->FindFieldByName(field));
  }
  EXPECT_EQ(stored.DebugString(), given->DebugString());
  EXPECT_EQ(Create(NewActivity("CASES", today_)).code, grpc::ALREADY_EXISTS);
  auto dry = NewActivity("DRY", today_);
  dry.set_validate_only(true);
  ASSERT_TRUE(Create(dry).ok());
  ASSERT_TRUE(Create(NewActivity("REACH", today_)).ok());
  v1::ListProcessingActivitiesRequest list;
  v1::ListProcessingActivitiesResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListProcessingActivities, list, &listed).ok());
  EXPECT_EQ(listed.processing_activities_size(), 2);
  list.set_review_overdue(true);
  ASSERT_TRUE(As(admin, &Stub::ListProcessingActivities, list, &listed).ok());
  ASSERT_EQ(listed.processing_activities_size(), 1);
  EXPECT_EQ(listed.processing_activities(0).DebugString(), first.DebugString());

  v1::UpdateProcessingActivityRequest update;
  v1::UpdateProcessingActivityResponse updated;
  update.mutable_processing_activity()->set_code("CASES");
  update.mutable_processing_activity()->set_etag(first.etag());
  update.mutable_processing_activity()->set_reviewed_on(today_);
  update.mutable_update_mask()->add_paths("reviewed_on");
  ASSERT_TRUE(As(admin, &Stub::UpdateProcessingActivity, update, &updated).ok());
  EXPECT_FALSE(updated.processing_activity().review_overdue());
  EXPECT_EQ(updated.processing_activity().retention(), "Six years after leaving");
  EXPECT_EQ(As(admin, &Stub::UpdateProcessingActivity, update, &updated).reason, "ETAG_MISMATCH");
  ASSERT_TRUE(As(admin, &Stub::ListProcessingActivities, list, &listed).ok());
  EXPECT_EQ(listed.processing_activities_size(), 0);
  EXPECT_EQ(SqlValue("select data ->> 'reviewed_on' from record_history where kind = "
                     "'processing_activity'"),
            Day(-400));
  EXPECT_EQ(SqlValue("select string_agg(method, ' ' order by method) from audit_event where "
                     "object = 'CASES'"),
            "PrivacyService/CreateProcessingActivity PrivacyService/UpdateProcessingActivity");
}

// Shows what no register takes: what tells who a person is, days that have not come, and what is
// required and missing. Nothing of it is kept, and the text is not repeated.
TEST_F(PrivacyTest, WhatIsWrongIsRefused) {
  for (const auto& [field, change] :
       std::map<std::string, std::function<void(v1::ProcessingActivity*)>>{
           {"processing_activity.purpose", [](auto* a) { a->set_purpose("Ring 07700 900123"); }},
           {"processing_activity.recipients[0]", [](auto* a) { a->add_recipients("a@b.org"); }},
           {"processing_activity.reviewed_on", [&](auto* a) { a->set_reviewed_on(Day(1)); }},
           {"processing_activity.ended_on", [&](auto* a) { a->set_ended_on(Day(1)); }},
           {"processing_activity.lawful_basis", [](auto* a) { a->clear_lawful_basis(); }}}) {
    auto request = NewActivity("X", today_);
    change(request.mutable_processing_activity());
    auto outcome = Create(request);
    ASSERT_EQ(outcome.fields.size(), 1u) << field << outcome;
    EXPECT_EQ(outcome.fields[0].first, field);
    EXPECT_EQ(outcome.message.find("07700"), std::string::npos);
  }
  for (const auto& [field, change] : std::map<std::string, std::function<void(v1::Breach*)>>{
           {"breach.text", [](auto* b) { b->set_text("Sent to a@b.org"); }},
           {"breach.measures", [](auto* b) { b->set_measures("Rang 07700 900123"); }},
           {"breach.occurred_on", [&](auto* b) { b->set_occurred_on(Day(1)); }},
           {"breach.discovered_at",
            [&](auto* b) { b->mutable_discovered_at()->set_seconds(Seconds(1)); }},
           {"breach.data_categories", [](auto* b) { b->clear_data_categories(); }}}) {
    auto request = NewBreach(-1);
    change(request.mutable_breach());
    v1::OpenBreachResponse response;
    auto outcome = As(admin, &Stub::OpenBreach, request, &response);
    ASSERT_EQ(outcome.fields.size(), 1u) << field << outcome;
    EXPECT_EQ(outcome.fields[0].first, field);
  }
  for (const auto& [field, change] :
       std::map<std::string, std::function<void(v1::SubjectRequest*)>>{
           {"subject_request.summary", [](auto* r) { r->set_summary("NHS 943 476 5919"); }},
           {"subject_request.received_on", [&](auto* r) { r->set_received_on(Day(1)); }},
           {"subject_request.identity_asked_on",
            [&](auto* r) { r->set_identity_asked_on(Day(-9)); }},
           {"subject_request.identity_confirmed_on",
            [&](auto* r) { r->set_identity_confirmed_on(today_); }},
           {"subject_request.kind", [](auto* r) { r->clear_kind(); }},
           {"subject_request.champion", [](auto* r) { r->set_champion(NewRequestId()); }}}) {
    auto request = NewRequest(Day(-5), v1::SUBJECT_REQUEST_KIND_ACCESS);
    change(request.mutable_subject_request());
    auto outcome = Open(request);
    ASSERT_EQ(outcome.fields.size(), 1u) << field << outcome;
    EXPECT_EQ(outcome.fields[0].first, field);
  }
  EXPECT_EQ(SqlValue("select (select count(*) from processing_activity) + (select count(*) from "
                     "breach) + (select count(*) from subject_request)"),
            "0");
}

// Shows all that is due in the three registers, soonest first, page by page, as far ahead as asked
// for, and without what is done.
TEST_F(PrivacyTest, WhatIsDueSoonestFirst) {
  EXPECT_EQ(Dues(), "");
  ASSERT_TRUE(Create(NewActivity("OLD", Day(-500))).ok());
  ASSERT_TRUE(Create(NewActivity("LATER", Day(-265))).ok());  // due in about 100 days
  auto ended = NewActivity("ENDED", Day(-500));
  ended.mutable_processing_activity()->set_ended_on(Day(-100));
  ASSERT_TRUE(Create(ended).ok());
  ASSERT_TRUE(Open(NewRequest(Day(-40), v1::SUBJECT_REQUEST_KIND_COMPLAINT)).ok());
  ASSERT_TRUE(Open(NewRequest(today_, v1::SUBJECT_REQUEST_KIND_ACCESS)).ok());
  ASSERT_TRUE(Open(NewRequest(Day(-90), v1::SUBJECT_REQUEST_KIND_ACCESS)).ok());
  ASSERT_TRUE(Answer(today_).ok());
  Open(-10);
  Open(-10);
  ASSERT_TRUE(Assess(v1::BREACH_RISK_NONE).ok());
  ASSERT_TRUE(Waive("It came back unopened").ok());
  v1::ListPrivacyDueRequest request;
  request.set_days_ahead(40);
  EXPECT_EQ(Dues(request), "REVIEW! ACKNOWLEDGE! NOTIFY ANSWER");
  request.set_days_ahead(5);
  EXPECT_EQ(Dues(request), "REVIEW! ACKNOWLEDGE! NOTIFY");
  request.set_days_ahead(366);
  request.set_page_size(2);
  std::string pages;
  do {
    pages += Dues(request) + ";";
    request.set_page_token(token_);
  } while (!token_.empty());
  EXPECT_EQ(pages, "REVIEW! ACKNOWLEDGE!;NOTIFY ANSWER;REVIEW;");
}

// Shows the three registers from the command line: entered, moved on, refused with the rule's own
// exit status, and found in what is due until they are done.
TEST_F(PrivacyTest, FromTheCommandLine) {
  auto created =
      Run("processing create --code CASES --name Cases --purpose Support --lawful-basis "
          "PUBLIC_TASK --people-category champions --data-category 'contact details' "
          "--controller 'The partnership' --reviewed-on 2024-02-29 -o json");
  EXPECT_EQ(created.second, 0) << created.first;
  auto opened =
      Run("breach open --discovered-at 2024-05-01T10:00:00Z --text 'A lost list' "
          "--data-category names -o json");
  EXPECT_EQ(opened.second, 0) << opened.first;
  auto breach = SqlValue("select id from breach");
  EXPECT_EQ(Run("breach notify " + breach + " --at 2024-05-02T10:00:00Z --reference IC-1").second,
            6);
  EXPECT_EQ(Run("breach assess " + breach + " --risk LIKELY").second, 0);
  auto asked = Run("request open --kind ACCESS --received-on 2024-02-29 --summary 'A copy'");
  EXPECT_EQ(asked.second, 0) << asked.first;
  auto request = SqlValue("select id from subject_request");
  EXPECT_EQ(Run("privacy due -o csv").first.substr(0, 5), "duty,");
  auto due = Run("privacy due").first;
  EXPECT_LT(due.find("ANSWER"), due.find("NOTIFY")) << due;
  EXPECT_LT(due.find("NOTIFY"), due.find("REVIEW")) << due;
  EXPECT_EQ(Run("breach notify " + breach + " --at 2024-05-02T10:00:00Z --reference IC-1").second,
            0);
  EXPECT_EQ(Run("request extend " + request + " --months 3 --reason x --on 2024-03-01").second, 2);
  EXPECT_EQ(Run("request answer " + request + " --on 2024-03-15").second, 0);
  EXPECT_EQ(Run("processing update CASES --reviewed-on " + today_).second, 0);
  EXPECT_EQ(Run("privacy due -o jsonl").first, "");
  EXPECT_EQ(Run("breach get " + NewRequestId()).second, 5);
}

// Shows who may: administrators and programme managers write, auditors read, others do neither.
TEST_F(PrivacyTest, RolesReadAndWrite) {
  Open(-1);
  v1::OpenBreachResponse opened;
  v1::ListBreachesResponse listed;
  auto manager = MakeKey(auth::Role::kProgrammeManager);
  EXPECT_TRUE(As(manager, &Stub::OpenBreach, NewBreach(-2), &opened).ok());
  auto auditor = MakeKey(auth::Role::kAuditor);
  EXPECT_EQ(As(auditor, &Stub::OpenBreach, NewBreach(-2), &opened).code, grpc::PERMISSION_DENIED);
  ASSERT_TRUE(As(auditor, &Stub::ListBreaches, {}, &listed).ok());
  EXPECT_EQ(listed.breaches_size(), 2);
  MakeOrganisation("OWN");
  for (auto role : {auth::Role::kCoordinator, auth::Role::kPartner}) {
    auto bound = MakeKey(role, {"OWN"});
    EXPECT_EQ(As(bound, &Stub::ListBreaches, {}, &listed).code, grpc::PERMISSION_DENIED);
    EXPECT_EQ(As(bound, &Stub::OpenBreach, NewBreach(-2), &opened).code, grpc::PERMISSION_DENIED);
  }
}

}  // namespace
}  // namespace champions::test
