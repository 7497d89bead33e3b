#include <array>
#include <cstdio>
#include <functional>
#include <map>

#include "champions/v1/privacy_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Stub = v1::PrivacyService::Stub;

class PrivacyTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    today_ = Day(0);
  }
  // So many days after today in London.
  std::string Day(int days) {
    return SqlValue("select (clock_timestamp() at time zone 'Europe/London')::date + " +
                    std::to_string(days));
  }
  // So many hours after now, and a minute before that, so that the test need not be in a hurry.
  int64_t Seconds(int hours) {
    return std::stoll(SqlValue("select extract(epoch from clock_timestamp())::bigint - 60 + " +
                               std::to_string(hours * 3600)));
  }
  static v1::CreateProcessingActivityRequest NewActivity(const std::string& code,
                                                         const std::string& reviewed_on) {
    v1::CreateProcessingActivityRequest request;
    auto* activity = request.mutable_processing_activity();
    activity->set_code(code);
    activity->set_name("Cases of champions");
    activity->set_purpose("To recruit and support champions");
    activity->set_lawful_basis(v1::LAWFUL_BASIS_PUBLIC_TASK);
    activity->add_people_categories("champions");
    activity->add_data_categories("contact details");
    activity->set_controller("The partnership");
    activity->set_reviewed_on(reviewed_on);
    return request;
  }
  Outcome Create(const v1::CreateProcessingActivityRequest& request) {
    v1::CreateProcessingActivityResponse response;
    auto outcome = As(admin, &Stub::CreateProcessingActivity, request, &response);
    if (outcome.ok()) activity_ = response.processing_activity();
    return outcome;
  }
  // Discovered so many hours from now.
  v1::OpenBreachRequest NewBreach(int hours) {
    v1::OpenBreachRequest request;
    auto* breach = request.mutable_breach();
    breach->mutable_discovered_at()->set_seconds(Seconds(hours));
    breach->set_text("A list was sent to the wrong organisation");
    breach->add_data_categories("contact details");
    breach->set_people_affected(40);
    return request;
  }
  std::string Open(int hours) {
    v1::OpenBreachResponse response;
    auto outcome = As(admin, &Stub::OpenBreach, NewBreach(hours), &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    breach_ = response.breach();
    return breach_.id();
  }
  // A verb on the breach that was opened last.
  template <class Request, class Response>
  Outcome Move(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
               const std::function<void(Request*)>& fill) {
    Request request;
    request.set_id(breach_.id());
    fill(&request);
    Response response;
    auto outcome = As(admin, method, request, &response);
    if (outcome.ok()) breach_ = response.breach();
    return outcome;
  }
  Outcome Assess(v1::BreachRisk risk) {
    return Move<v1::AssessBreachRequest, v1::AssessBreachResponse>(
        &Stub::AssessBreach, [&](auto* request) { request->set_risk(risk); });
  }
  Outcome Notify(int hours, const std::string& delay_reason = "") {
    return Move<v1::NotifyBreachRequest, v1::NotifyBreachResponse>(
        &Stub::NotifyBreach, [&](auto* request) {
          request->mutable_notified_at()->set_seconds(Seconds(hours));
          request->set_reference("IC-123");
          request->set_delay_reason(delay_reason);
        });
  }
  Outcome Waive(const std::string& reason) {
    return Move<v1::WaiveBreachNotificationRequest, v1::WaiveBreachNotificationResponse>(
        &Stub::WaiveBreachNotification, [&](auto* request) { request->set_reason(reason); });
  }
  Outcome Inform(int hours) {
    return Move<v1::InformBreachPeopleRequest, v1::InformBreachPeopleResponse>(
        &Stub::InformBreachPeople,
        [&](auto* request) { request->mutable_informed_at()->set_seconds(Seconds(hours)); });
  }
  Outcome Close(const std::string& reason = "") {
    return Move<v1::CloseBreachRequest, v1::CloseBreachResponse>(
        &Stub::CloseBreach, [&](auto* request) { request->set_reason(reason); });
  }
  static v1::OpenSubjectRequestRequest NewRequest(const std::string& received_on,
                                                  v1::SubjectRequestKind kind) {
    v1::OpenSubjectRequestRequest request;
    request.mutable_subject_request()->set_kind(kind);
    request.mutable_subject_request()->set_received_on(received_on);
    request.mutable_subject_request()->set_summary("A copy of what is held");
    return request;
  }
  Outcome Open(const v1::OpenSubjectRequestRequest& request) {
    v1::OpenSubjectRequestResponse response;
    auto outcome = As(admin, &Stub::OpenSubjectRequest, request, &response);
    if (outcome.ok()) request_ = response.subject_request();
    return outcome;
  }
  // A verb on the request that was opened last.
  template <class Request, class Response>
  Outcome Ask(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              const std::function<void(Request*)>& fill) {
    Request request;
    request.set_id(request_.id());
    fill(&request);
    Response response;
    auto outcome = As(admin, method, request, &response);
    if (outcome.ok()) request_ = response.subject_request();
    return outcome;
  }
  Outcome Extend(int months, const std::string& on) {
    return Ask<v1::ExtendSubjectRequestRequest, v1::ExtendSubjectRequestResponse>(
        &Stub::ExtendSubjectRequest, [&](auto* request) {
          request->set_months(months);
          request->set_reason("It is about many records");
          request->set_extended_on(on);
        });
  }
  Outcome Answer(const std::string& on) {
    return Ask<v1::AnswerSubjectRequestRequest, v1::AnswerSubjectRequestResponse>(
        &Stub::AnswerSubjectRequest, [&](auto* request) { request->set_answered_on(on); });
  }
  Outcome Refuse(const std::string& on, const std::string& reason) {
    return Ask<v1::RefuseSubjectRequestRequest, v1::RefuseSubjectRequestResponse>(
        &Stub::RefuseSubjectRequest, [&](auto* request) {
          request->set_answered_on(on);
          request->set_reason(reason);
        });
  }
  Outcome Acknowledge(const std::string& on) {
    return Ask<v1::AcknowledgeComplaintRequest, v1::AcknowledgeComplaintResponse>(
        &Stub::AcknowledgeComplaint, [&](auto* request) { request->set_acknowledged_on(on); });
  }
  Outcome Update(const std::function<void(v1::SubjectRequest*)>& change, const char* path,
                 const std::string& etag = "") {
    v1::UpdateSubjectRequestRequest request;
    request.mutable_subject_request()->set_id(request_.id());
    request.mutable_subject_request()->set_etag(etag);
    change(request.mutable_subject_request());
    request.mutable_update_mask()->add_paths(path);
    v1::UpdateSubjectRequestResponse response;
    auto outcome = As(admin, &Stub::UpdateSubjectRequest, request, &response);
    if (outcome.ok()) request_ = response.subject_request();
    return outcome;
  }
  // Runs the command line as an administrator; what it prints, and its exit status.
  std::pair<std::string, int> Run(const std::string& words) {
    std::string line = "CHAMPIONS_ADDRESS='unix:" + config_.socket + "' CHAMPIONS_TOKEN='" + admin +
                       "' XDG_CONFIG_HOME=/nonexistent '" CHAMPIONS_PROGRAM "' " + words + " 2>&1";
    FILE* pipe = popen(line.c_str(), "r");
    std::string out;
    std::array<char, 4096> buffer{};
    while (auto count = fread(buffer.data(), 1, buffer.size(), pipe)) {
      out.append(buffer.data(), count);
    }
    return {out, WEXITSTATUS(pclose(pipe))};
  }
  // Such as `NOTIFY! REVIEW`: what is due, with a mark where it is overdue.
  std::string Dues(const v1::ListPrivacyDueRequest& request = {}) {
    v1::ListPrivacyDueResponse response;
    auto outcome = As(admin, &Stub::ListPrivacyDue, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    token_ = response.next_page_token();
    std::string text;
    for (const auto& due : response.dues()) {
      text += (text.empty() ? "" : " ") + v1::PrivacyDuty_Name(due.duty()).substr(13) +
              (due.overdue() ? "!" : "");
    }
    return text;
  }

  std::string today_, token_;
  v1::ProcessingActivity activity_;
  v1::Breach breach_;
  v1::SubjectRequest request_;
};

// Shows that 72 hours are hours that pass: over the night in which clocks go back, the wall in
// London shows one hour less, and over the one in which they go forward one more.
TEST_F(PrivacyTest, SeventyTwoHoursOverAClockChange) {
  v1::OpenBreachRequest request = NewBreach(0);
  auto due = [&](const std::string& discovered) {
    request.mutable_breach()->mutable_discovered_at()->set_seconds(
        std::stoll(SqlValue("select extract(epoch from timestamp '" + discovered +
                            "' at time zone 'Europe/London')::bigint")));
    v1::OpenBreachResponse response;
    auto outcome = As(admin, &Stub::OpenBreach, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return SqlValue("select to_timestamp(" + std::to_string(response.breach().due_at().seconds()) +
                    ") at time zone 'Europe/London'");
  };
  EXPECT_EQ(due("2024-10-26 12:00"), "2024-10-29 11:00:00");
  EXPECT_EQ(due("2024-03-30 12:00"), "2024-04-02 13:00:00");
  EXPECT_EQ(due("2024-06-01 12:00"), "2024-06-04 12:00:00");
}

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

// Shows a breach that is a high risk from its discovery to its close: notified in time, and closed
// only once the people were informed.
TEST_F(PrivacyTest, AHighRiskIsNotifiedAndPeopleAreInformed) {
  Open(-10);
  EXPECT_EQ(breach_.state(), v1::BREACH_STATE_OPEN);
  EXPECT_EQ(breach_.due_at().seconds(), breach_.discovered_at().seconds() + 72 * 3600);
  EXPECT_EQ(breach_.hours_left(), 61);
  EXPECT_FALSE(breach_.overdue());
  EXPECT_EQ(Notify(-1).reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Close().reason, "TRANSITION_NOT_ALLOWED");
  ASSERT_TRUE(Assess(v1::BREACH_RISK_HIGH).ok());
  EXPECT_EQ(Waive("It was unlikely").reason, "BREACH_IS_NOTIFIABLE");
  EXPECT_EQ(Notify(-11).fields.size(), 1u);
  EXPECT_EQ(Notify(1).fields.size(), 1u);
  ASSERT_TRUE(Notify(-1).ok());
  EXPECT_EQ(breach_.state(), v1::BREACH_STATE_NOTIFIED);
  EXPECT_EQ(breach_.reference(), "IC-123");
  EXPECT_EQ(breach_.hours_left(), 0);
  EXPECT_EQ(Notify(-1).reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Close().reason, "PEOPLE_NOT_INFORMED");
  EXPECT_EQ(Inform(-11).fields.size(), 1u);
  ASSERT_TRUE(Inform(-1).ok());
  ASSERT_TRUE(Close().ok());
  EXPECT_EQ(breach_.state(), v1::BREACH_STATE_CLOSED);
  EXPECT_EQ(Assess(v1::BREACH_RISK_NONE).reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Inform(0).reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(SqlValue("select count(*) from record_history where kind = 'breach'"), "4");
  EXPECT_EQ(SqlValue("select count(*) from audit_event where object_kind = 'breach'"), "5");
  EXPECT_EQ(SqlValue("select count(*) from audit_event a where a::text like '%wrong%'"), "0");
}

// Shows that a notification that comes late takes a reason, that a close without informing people
// takes one too, and what a list of overdue breaches finds meanwhile.
TEST_F(PrivacyTest, WhatComesLateTakesAReason) {
  auto in_time = Open(-71);
  auto late = Open(-80);
  EXPECT_TRUE(breach_.overdue());
  EXPECT_EQ(breach_.hours_left(), -9);
  v1::ListBreachesRequest list;
  list.set_overdue(true);
  v1::ListBreachesResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListBreaches, list, &listed).ok());
  ASSERT_EQ(listed.breaches_size(), 1);
  EXPECT_EQ(listed.breaches(0).id(), late);
  ASSERT_TRUE(Assess(v1::BREACH_RISK_HIGH).ok());
  EXPECT_TRUE(breach_.overdue());
  EXPECT_EQ(Notify(-1).reason, "DELAY_REASON_REQUIRED");
  EXPECT_EQ(Notify(-1, "Ask a@b.org").fields.size(), 1u);
  EXPECT_EQ(Notify(-40, "It was in time").fields.size(), 1u);
  ASSERT_TRUE(Notify(-1, "It was not recognised at first").ok());
  EXPECT_EQ(breach_.delay_reason(), "It was not recognised at first");
  EXPECT_FALSE(breach_.overdue());
  ASSERT_TRUE(As(admin, &Stub::ListBreaches, list, &listed).ok());
  EXPECT_EQ(listed.breaches_size(), 0);
  EXPECT_EQ(Close("").reason, "PEOPLE_NOT_INFORMED");
  ASSERT_TRUE(Close("The list was encrypted").ok());
  EXPECT_EQ(breach_.close_reason(), "The list was encrypted");
  v1::UpdateBreachRequest update;
  update.mutable_breach()->set_id(late);
  update.mutable_breach()->set_measures("More");
  update.mutable_update_mask()->add_paths("measures");
  v1::UpdateBreachResponse updated;
  EXPECT_EQ(As(admin, &Stub::UpdateBreach, update, &updated).reason, "TRANSITION_NOT_ALLOWED");
  update.mutable_breach()->set_id(in_time);
  ASSERT_TRUE(As(admin, &Stub::UpdateBreach, update, &updated).ok());
  EXPECT_EQ(updated.breach().measures(), "More");
  EXPECT_EQ(updated.breach().people_affected(), 40);
}

// Shows that a breach without a likely risk need not be notified, with a reason, and that the
// clock runs again when it turns out otherwise.
TEST_F(PrivacyTest, ABreachThatIsNotNotifiable) {
  Open(-80);
  EXPECT_EQ(Waive("A reason").reason, "TRANSITION_NOT_ALLOWED");
  ASSERT_TRUE(Assess(v1::BREACH_RISK_NONE).ok());
  EXPECT_EQ(Waive("").code, grpc::INVALID_ARGUMENT);
  ASSERT_TRUE(Waive("It came back unopened").ok());
  EXPECT_EQ(breach_.state(), v1::BREACH_STATE_NOT_NOTIFIABLE);
  EXPECT_FALSE(breach_.overdue());
  ASSERT_TRUE(Assess(v1::BREACH_RISK_LIKELY).ok());
  EXPECT_EQ(breach_.state(), v1::BREACH_STATE_ASSESSED);
  EXPECT_EQ(breach_.waive_reason(), "");
  EXPECT_TRUE(breach_.overdue());
  ASSERT_TRUE(Assess(v1::BREACH_RISK_NONE).ok());
  auto stale = breach_.etag();
  ASSERT_TRUE(Waive("It came back unopened").ok());
  auto outcome = Move<v1::CloseBreachRequest, v1::CloseBreachResponse>(
      &Stub::CloseBreach, [&](auto* request) { request->set_etag(stale); });
  EXPECT_EQ(outcome.reason, "ETAG_MISMATCH");
  ASSERT_TRUE(Close().ok());
}

// Shows that a request is due after a month by the bank holidays that the database knows, is
// extended once, and is answered once; and that an answer waits for the identity asked for.
TEST_F(PrivacyTest, ARequestIsExtendedAndAnswered) {
  ASSERT_TRUE(Open(NewRequest("2024-02-29", v1::SUBJECT_REQUEST_KIND_ACCESS)).ok());
  EXPECT_EQ(request_.due_on(), "2024-04-02");  // after Easter
  EXPECT_TRUE(request_.overdue());
  EXPECT_LT(request_.days_left(), -900);
  EXPECT_EQ(Extend(2, "2024-04-03").fields.size(), 1u);
  EXPECT_EQ(Extend(3, "2024-03-29").code, grpc::INVALID_ARGUMENT);
  ASSERT_TRUE(Extend(2, "2024-04-02").ok());
  EXPECT_EQ(request_.due_on(), "2024-05-29");
  EXPECT_EQ(request_.extension_reason(), "It is about many records");
  EXPECT_EQ(Extend(1, "2024-03-29").reason, "NOT_EXTENDABLE");
  EXPECT_EQ(Acknowledge("2024-03-29").reason, "NOT_A_COMPLAINT");
  EXPECT_EQ(Answer("2024-02-28").fields.size(), 1u);
  EXPECT_EQ(Answer(Day(1)).fields.size(), 1u);
  ASSERT_TRUE(Answer("2024-05-01").ok());
  EXPECT_EQ(request_.state(), v1::SUBJECT_REQUEST_STATE_DONE);
  EXPECT_FALSE(request_.overdue());
  EXPECT_EQ(request_.days_left(), 0);
  EXPECT_EQ(Answer("2024-05-01").reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Refuse("2024-05-01", "No").reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Extend(1, "2024-03-29").reason, "TRANSITION_NOT_ALLOWED");

  ASSERT_TRUE(Open(NewRequest(Day(-20), v1::SUBJECT_REQUEST_KIND_ERASURE)).ok());
  ASSERT_TRUE(
      Update([&](auto* r) { r->set_identity_asked_on(Day(-19)); }, "identity_asked_on").ok());
  EXPECT_EQ(request_.due_on(), "");
  EXPECT_EQ(Answer(today_).reason, "IDENTITY_NOT_CONFIRMED");
  EXPECT_EQ(Extend(1, today_).reason, "NOT_EXTENDABLE");
  auto stale = request_.etag();
  ASSERT_TRUE(
      Update([&](auto* r) { r->set_identity_confirmed_on(Day(-2)); }, "identity_confirmed_on")
          .ok());
  EXPECT_GE(request_.days_left(), 26);
  EXPECT_EQ(Update([&](auto* r) { r->set_summary("x"); }, "summary", stale).reason,
            "ETAG_MISMATCH");
  EXPECT_EQ(Update([&](auto*) {}, "state").code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Refuse(today_, "").code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(Refuse(today_, "Ring 07700 900123").fields.size(), 1u);
  ASSERT_TRUE(Refuse(today_, "The law asks for the record to be kept").ok());
  EXPECT_EQ(request_.state(), v1::SUBJECT_REQUEST_STATE_REFUSED);
  EXPECT_EQ(Update([&](auto* r) { r->set_summary("x"); }, "summary").reason,
            "TRANSITION_NOT_ALLOWED");
}

// Shows that a complaint is acknowledged within 30 days and then has no clock, and that a request
// names a champion by id alone.
TEST_F(PrivacyTest, AComplaintIsAcknowledged) {
  ASSERT_TRUE(Open(NewRequest("2024-09-05", v1::SUBJECT_REQUEST_KIND_COMPLAINT)).ok());
  EXPECT_EQ(request_.due_on(), "2024-10-07");  // 5 October is a Saturday
  EXPECT_EQ(Extend(1, "2024-09-06").reason, "NOT_EXTENDABLE");
  EXPECT_EQ(Acknowledge("2024-09-04").fields.size(), 1u);
  ASSERT_TRUE(Acknowledge("2024-09-10").ok());
  EXPECT_FALSE(request_.overdue());
  EXPECT_EQ(Acknowledge("2024-09-10").reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Dues(), "");
  ASSERT_TRUE(Answer("2024-10-20").ok());
  MakeOrganisation("OWN");
  auto champion = SqlValue(
      "insert into champion (organisation_id, external_id, state) select id, 'C1', 'ENQUIRED' from "
      "organisation returning id");
  auto about = NewRequest(today_, v1::SUBJECT_REQUEST_KIND_ACCESS);
  about.mutable_subject_request()->set_champion(champion);
  ASSERT_TRUE(Open(about).ok());
  EXPECT_EQ(request_.champion(), champion);
  v1::ListSubjectRequestsRequest list;
  list.set_champion(champion);
  v1::ListSubjectRequestsResponse listed;
  ASSERT_TRUE(As(admin, &Stub::ListSubjectRequests, list, &listed).ok());
  ASSERT_EQ(listed.subject_requests_size(), 1);
  EXPECT_EQ(listed.subject_requests(0).DebugString(), request_.DebugString());
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
