// What the tests of the registers of data protection have in common: each verb as a call, with what
// it answered last in activity_, breach_ and request_.
#pragma once

#include <functional>
#include <string>

#include "champions/v1/privacy_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {

class PrivacyFixture : public ServerTest {
 protected:
  using Stub = v1::PrivacyService::Stub;

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

}  // namespace champions::test
