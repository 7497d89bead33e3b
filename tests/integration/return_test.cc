// Returns: who may take which step, what is attested, and what comes late once a quarter is closed.
#include <future>

#include "champions/v1/import_service.grpc.pb.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "champions/v1/return_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Returns = v1::ReturnService::Stub;

constexpr const char* kQuarter = "2024-25-Q2";

class ReturnTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    for (auto* code : {"VAH", "HACAS"}) MakeOrganisation(code);
    MakeProgramme("MH");
    coordinator_ = MakeKey(auth::Role::kCoordinator, {"VAH"});
  }

  Outcome Log(const std::string& on, int people, const std::string& late_reason = "") {
    v1::LogReachRequest request;
    auto* reach = request.mutable_reach();
    reach->set_organisation("VAH");
    reach->set_programme("MH");
    reach->set_occurred_on(on);
    reach->set_mode(v1::REACH_MODE_GROUP);
    reach->set_topic(v1::REACH_TOPIC_OTHER);
    reach->set_people(people);
    request.set_late_reason(late_reason);
    logged_.Clear();
    return As(coordinator_, &v1::ReachService::Stub::LogReach, request, &logged_);
  }

  template <class Request>
  static Request Of(const std::string& comment = "", const std::string& etag = "") {
    Request request;
    request.set_organisation("VAH");
    request.set_quarter(kQuarter);
    request.set_comment(comment);
    request.set_etag(etag);
    return request;
  }

  v1::Return Get() {
    v1::GetReturnRequest request;
    request.set_organisation("VAH");
    request.set_quarter(kQuarter);
    v1::GetReturnResponse response;
    auto outcome = As(coordinator_, &Returns::GetReturn, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.return_();
  }

  Outcome Submit(const std::string& etag = "", const std::string& comment = "as counted") {
    v1::SubmitReturnResponse response;
    return As(coordinator_, &Returns::SubmitReturn, Of<v1::SubmitReturnRequest>(comment, etag),
              &response);
  }
  Outcome Approve() {
    v1::ApproveReturnResponse response;
    return As(admin, &Returns::ApproveReturn, Of<v1::ApproveReturnRequest>(), &response);
  }
  Outcome SendBack(const std::string& reason) {
    v1::SendBackReturnResponse response;
    return As(admin, &Returns::SendBackReturn, Of<v1::SendBackReturnRequest>(reason), &response);
  }
  Outcome Lock() {
    v1::LockReturnResponse response;
    return As(admin, &Returns::LockReturn, Of<v1::LockReturnRequest>(), &response);
  }
  Outcome Reopen(const std::string& reason) {
    v1::ReopenReturnResponse response;
    return As(admin, &Returns::ReopenReturn, Of<v1::ReopenReturnRequest>(reason), &response);
  }
  void Close() {
    ASSERT_TRUE(Submit().ok());
    ASSERT_TRUE(Approve().ok());
    ASSERT_TRUE(Lock().ok());
  }

  std::string coordinator_;
  v1::LogReachResponse logged_;
};

// Shows every step that leads from OPEN to LOCKED and back, and that the others are refused.
TEST_F(ReturnTest, StepsLeadFromOpenToLockedAndBack) {
  ASSERT_TRUE(Log("2024-07-03", 7).ok());
  EXPECT_EQ(Get().state(), v1::RETURN_STATE_OPEN);
  EXPECT_EQ(Approve().reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Lock().reason, "TRANSITION_NOT_ALLOWED");
  ASSERT_TRUE(Submit().ok());
  EXPECT_EQ(Reopen("no").reason, "TRANSITION_NOT_ALLOWED");
  ASSERT_TRUE(SendBack("a sheet is missing").ok());
  EXPECT_EQ(Get().reason(), "a sheet is missing");
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Approve().ok());
  ASSERT_TRUE(Lock().ok());
  EXPECT_EQ(Submit().reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(SendBack("no").reason, "TRANSITION_NOT_ALLOWED");
  ASSERT_TRUE(Reopen("a sheet was found").ok());
  auto one = Get();
  EXPECT_EQ(one.state(), v1::RETURN_STATE_REOPENED);
  ASSERT_EQ(one.steps_size(), 6);
  EXPECT_EQ(one.steps(0).verb(), "Submit");
  EXPECT_EQ(one.steps(5).comment(), "a sheet was found");
  EXPECT_EQ(one.steps(0).figures().reached(), 7);
}

// Shows that a step back needs a reason, and that a coordinator may not approve.
TEST_F(ReturnTest, ReasonsAndRolesAreAsked) {
  ASSERT_TRUE(Submit().ok());
  EXPECT_EQ(SendBack("").reason, "INVALID_FIELD");
  v1::ApproveReturnResponse response;
  auto outcome =
      As(coordinator_, &Returns::ApproveReturn, Of<v1::ApproveReturnRequest>(), &response);
  EXPECT_EQ(outcome.code, grpc::PERMISSION_DENIED);
}

// Shows that what is submitted is what was on the screen: the etag covers every figure.
TEST_F(ReturnTest, WhatIsSubmittedIsWhatWasSeen) {
  ASSERT_TRUE(Log("2024-07-03", 7).ok());
  auto seen = Get();
  ASSERT_TRUE(Log("2024-08-01", 1).ok());
  EXPECT_EQ(Submit(seen.etag()).reason, "ETAG_MISMATCH");
  seen = Get();
  // To date, the quarter before counts too.
  ASSERT_TRUE(Log("2024-05-01", 1).ok());
  EXPECT_EQ(Submit(seen.etag()).reason, "ETAG_MISMATCH");
  ASSERT_TRUE(Submit(Get().etag()).ok());
  EXPECT_EQ(Get().submitted_figures().reached(), 8);
  EXPECT_EQ(Get().submitted_figures().reached_to_date(), 9);
}

// Shows that what is approved and locked is what was submitted.
TEST_F(ReturnTest, ChangedFiguresAreNotApproved) {
  ASSERT_TRUE(Log("2024-07-03", 7).ok());
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Log("2024-08-01", 1).ok());
  EXPECT_TRUE(Get().changed_since_submission());
  EXPECT_EQ(Approve().reason, "FIGURES_CHANGED");
  ASSERT_TRUE(Submit().ok());
  ASSERT_TRUE(Approve().ok());
  ASSERT_TRUE(Log("2024-08-02", 1).ok());
  EXPECT_EQ(Lock().reason, "FIGURES_CHANGED");
}

// Shows that a quarter cannot be submitted before it is over.
TEST_F(ReturnTest, AQuarterIsOverFirst) {
  auto request = Of<v1::SubmitReturnRequest>("early");
  request.set_quarter("2099-00-Q1");
  v1::SubmitReturnResponse response;
  auto outcome = As(coordinator_, &Returns::SubmitReturn, request, &response);
  EXPECT_EQ(outcome.reason, "QUARTER_NOT_OVER") << outcome;
}

// Shows that a finding must be fixed or justified, that a justification must be of a finding, and
// that its records are named.
TEST_F(ReturnTest, ChecksAreFixedOrJustified) {
  for (int day = 1; day <= 6; ++day) ASSERT_TRUE(Log("2024-07-0" + std::to_string(day), 5).ok());
  ASSERT_TRUE(Log("2024-08-26", 60).ok());  // a bank holiday, and twelve times the usual
  v1::CheckReturnRequest ask;
  ask.set_organisation("VAH");
  ask.set_quarter(kQuarter);
  v1::CheckReturnResponse found;
  ASSERT_TRUE(As(coordinator_, &Returns::CheckReturn, ask, &found).ok());
  std::set<std::string> ids;
  for (const auto& check : found.checks()) {
    ids.insert(check.id());
    EXPECT_GT(check.record_count(), 0) << check.id();
  }
  EXPECT_EQ(ids, (std::set<std::string>{"unusual_session", "closed_days", "missing_breakdowns"}));
  EXPECT_EQ(found.checks(0).records(0).value(), 60);
  auto outcome = Submit("", "");
  EXPECT_EQ(outcome.reason, "CHECKS_OPEN") << outcome;

  auto request = Of<v1::SubmitReturnRequest>();
  auto& why = *request.mutable_justifications();
  why["unusual_session"] = "the summer fair";
  why["closed_days"] = "the summer fair";
  why["copied_from_last_quarter"] = "no such finding";
  v1::SubmitReturnResponse response;
  outcome = As(coordinator_, &Returns::SubmitReturn, request, &response);
  EXPECT_EQ(outcome.reason, "INVALID_FIELD") << outcome;
  why.erase("copied_from_last_quarter");
  EXPECT_EQ(As(coordinator_, &Returns::SubmitReturn, request, &response).reason, "CHECKS_OPEN");
  why["missing_breakdowns"] = "nobody was asked";
  outcome = As(coordinator_, &Returns::SubmitReturn, request, &response);
  ASSERT_TRUE(outcome.ok()) << outcome;
  EXPECT_EQ(Get().steps(0).justifications().at("closed_days"), "the summer fair");
}

// Shows that a closed quarter takes an entry, its amendment and its void with a reason only, that
// other quarters need none, and that a reopened one needs none either.
TEST_F(ReturnTest, AClosedQuarterNeedsAReason) {
  ASSERT_TRUE(Log("2024-07-03", 7).ok());
  Close();
  EXPECT_EQ(Log("2024-07-04", 1).reason, "LATE_REASON_REQUIRED");
  ASSERT_TRUE(Log("2024-10-01", 1).ok());
  ASSERT_TRUE(Log("2024-07-04", 1, "found in a drawer").ok());
  std::string id = logged_.reach().id();

  v1::AmendReachRequest amend;
  amend.set_id(id);
  amend.mutable_reach()->set_people(2);
  amend.mutable_update_mask()->add_paths("people");
  v1::AmendReachResponse amended;
  EXPECT_EQ(As(coordinator_, &v1::ReachService::Stub::AmendReach, amend, &amended).reason,
            "LATE_REASON_REQUIRED");
  amend.set_late_reason("two, not one");
  ASSERT_TRUE(As(coordinator_, &v1::ReachService::Stub::AmendReach, amend, &amended).ok());
  v1::VoidReachRequest take_back;
  take_back.set_id(id);
  v1::VoidReachResponse voided;
  EXPECT_EQ(As(coordinator_, &v1::ReachService::Stub::VoidReach, take_back, &voided).reason,
            "LATE_REASON_REQUIRED");
  take_back.set_late_reason("another quarter after all");
  ASSERT_TRUE(As(coordinator_, &v1::ReachService::Stub::VoidReach, take_back, &voided).ok());
  EXPECT_EQ(SqlValue("select string_agg(reason, '|' order by recorded_at) from late_change"),
            "found in a drawer|two, not one|another quarter after all");
  ASSERT_TRUE(Reopen("more sheets").ok());
  EXPECT_TRUE(Log("2024-07-05", 1).ok());
}

// Shows that of many records sent together those that come late without a reason are refused by
// themselves.
TEST_F(ReturnTest, ALateRecordRefusesItselfOnly) {
  ASSERT_TRUE(Log("2024-07-03", 7).ok());
  Close();
  std::vector<std::future<Outcome>> calls;
  for (int i = 0; i < 40; ++i) {
    calls.push_back(std::async(std::launch::async, [this, i] {
      v1::LogReachRequest request;
      auto* reach = request.mutable_reach();
      reach->set_organisation("VAH");
      reach->set_programme("MH");
      reach->set_occurred_on(i % 2 == 0 ? "2024-07-09" : "2024-10-09");
      reach->set_mode(v1::REACH_MODE_GROUP);
      reach->set_topic(v1::REACH_TOPIC_OTHER);
      reach->set_people(1);
      v1::LogReachResponse response;
      return As(coordinator_, &v1::ReachService::Stub::LogReach, request, &response);
    }));
  }
  for (int i = 0; i < 40; ++i) {
    auto outcome = calls[static_cast<size_t>(i)].get();
    if (i % 2 == 0) {
      EXPECT_EQ(outcome.reason, "LATE_REASON_REQUIRED") << outcome;
    } else {
      EXPECT_TRUE(outcome.ok()) << outcome;
    }
  }
  EXPECT_EQ(SqlValue("select count(*) from reach where occurred_on = '2024-10-09'"), "20");
}

// Shows that a quarter's returns are listed with what is due, every organisation among them.
TEST_F(ReturnTest, ListsWhatIsDue) {
  v1::ListReturnsRequest request;
  request.set_quarter(kQuarter);
  v1::ListReturnsResponse response;
  ASSERT_TRUE(As(admin, &Returns::ListReturns, request, &response).ok());
  ASSERT_EQ(response.returns_size(), 2);
  EXPECT_TRUE(response.returns(0).overdue());
  EXPECT_EQ(response.returns(0).due_on(), "2024-10-21");
  // Without a quarter, the last one that is over.
  v1::ListReturnsResponse last;
  ASSERT_TRUE(As(admin, &Returns::ListReturns, v1::ListReturnsRequest(), &last).ok());
  ASSERT_EQ(last.returns_size(), 2);
  EXPECT_TRUE(last.returns(0).due());
  ASSERT_TRUE(Submit().ok());
  request.set_due(true);
  response.Clear();
  ASSERT_TRUE(As(admin, &Returns::ListReturns, request, &response).ok());
  ASSERT_EQ(response.returns_size(), 1);
  EXPECT_EQ(response.returns(0).organisation(), "HACAS");
  response.Clear();
  ASSERT_TRUE(As(coordinator_, &Returns::ListReturns, request, &response).ok());
  EXPECT_EQ(response.returns_size(), 0);
}

}  // namespace
}  // namespace champions::test
