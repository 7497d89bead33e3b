#include <atomic>
#include <functional>
#include <map>
#include <thread>

#include "champions/v1/risk_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Stub = v1::RiskService::Stub;

class RiskTest : public ServerTest {
 protected:
  static v1::CreateRiskRequest NewRisk(int number, int impact = 4, int probability = 3) {
    v1::CreateRiskRequest request;
    auto* risk = request.mutable_risk();
    risk->set_number(number);
    risk->set_kind(v1::RISK_KIND_RISK);
    risk->set_text("Growth in volume and complexity");
    risk->set_workstream("Complex and Urgent Care");
    risk->add_owners("LA");
    risk->set_raised_on("2022-09-26");
    risk->set_impact(impact);
    risk->set_probability(probability);
    return request;
  }
  v1::Risk Make(int number, int impact = 4, int probability = 3) {
    v1::CreateRiskResponse response;
    auto outcome = As(admin, &Stub::CreateRisk, NewRisk(number, impact, probability), &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.risk();
  }
  v1::Risk Get(const std::string& id, const std::string& as_at = "") {
    v1::GetRiskRequest request;
    request.set_id(id);
    request.set_as_at(as_at);
    v1::GetRiskResponse response;
    auto outcome = As(admin, &Stub::GetRisk, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.risk();
  }
  Outcome Assess(const std::string& id, int impact, int probability, const std::string& on,
                 v1::Risk* risk = nullptr, const std::string& request_id = "") {
    v1::AssessRiskRequest request;
    request.set_id(id);
    request.set_impact(impact);
    request.set_probability(probability);
    request.set_on(on);
    request.set_comment("As discussed");
    request.set_request_id(request_id);
    v1::AssessRiskResponse response;
    auto outcome = As(admin, &Stub::AssessRisk, request, &response);
    if (risk != nullptr) *risk = response.risk();
    return outcome;
  }
  Outcome Review(const std::string& id, const std::string& on, v1::Risk* risk = nullptr) {
    v1::ReviewRiskRequest request;
    request.set_id(id);
    request.set_on(on);
    v1::ReviewRiskResponse response;
    auto outcome = As(admin, &Stub::ReviewRisk, request, &response);
    if (risk != nullptr) *risk = response.risk();
    return outcome;
  }
  Outcome Close(const std::string& id, const std::string& reason = "It went away") {
    v1::CloseRiskRequest request;
    request.set_id(id);
    request.set_reason(reason);
    v1::CloseRiskResponse response;
    return As(admin, &Stub::CloseRisk, request, &response);
  }
  Outcome AddAction(const std::string& risk, const std::string& due_on = "",
                    v1::RiskAction* action = nullptr) {
    v1::AddRiskActionRequest request;
    request.mutable_risk_action()->set_risk(risk);
    request.mutable_risk_action()->set_text("Bridging services");
    request.mutable_risk_action()->set_owner("ICB");
    request.mutable_risk_action()->set_due_on(due_on);
    v1::AddRiskActionResponse response;
    auto outcome = As(admin, &Stub::AddRiskAction, request, &response);
    if (action != nullptr) *action = response.risk_action();
    return outcome;
  }
  // The numbers listed, in their order.
  std::string List(const v1::ListRisksRequest& given) {
    auto request = given;
    std::string numbers;
    v1::ListRisksResponse response;
    do {
      response.Clear();
      auto outcome = As(admin, &Stub::ListRisks, request, &response);
      EXPECT_TRUE(outcome.ok()) << outcome;
      for (const auto& risk : response.risks()) numbers += std::to_string(risk.number()) + " ";
      request.set_page_token(response.next_page_token());
    } while (!response.next_page_token().empty());
    return numbers;
  }
  std::string History(const std::string& risk) {
    v1::ListRiskAssessmentsRequest request;
    request.set_risk(risk);
    v1::ListRiskAssessmentsResponse response;
    auto outcome = As(admin, &Stub::ListRiskAssessments, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    std::string text;
    for (const auto& entry : response.risk_assessments()) {
      text += entry.on() + " " + std::to_string(entry.score()) + " " +
              v1::RiskDirection_Name(entry.direction()).substr(15) +
              (entry.is_review() ? " review" : "") + "; ";
      EXPECT_EQ(entry.key().size(), 36u);
    }
    return text;
  }
};

// Shows that what is created is what is read, by number and by id, with its score and its history.
TEST_F(RiskTest, WhatIsCreatedIsRead) {
  auto made = Make(2);
  EXPECT_EQ(made.number(), 2);
  EXPECT_EQ(made.score(), 12);
  EXPECT_EQ(made.direction(), v1::RISK_DIRECTION_NEW);
  EXPECT_TRUE(made.escalated());
  EXPECT_TRUE(made.overdue());  // it was never reviewed
  EXPECT_EQ(made.state(), v1::RISK_STATE_OPEN);
  EXPECT_EQ(Get("2").DebugString(), made.DebugString());
  EXPECT_EQ(Get(made.id()).DebugString(), made.DebugString());
  EXPECT_EQ(History("2"), "2022-09-26 12 NEW; ");
  EXPECT_EQ(SqlValue("select method || ' ' || object from audit_event where object_kind = 'risk'"),
            "RiskService/CreateRisk " + made.id());
}

// Shows that a number is given once, that the next free one is found, and what else is refused.
TEST_F(RiskTest, CreationIsRefused) {
  Make(2);
  v1::CreateRiskResponse response;
  auto taken = As(admin, &Stub::CreateRisk, NewRisk(2), &response);
  EXPECT_EQ(taken.code, grpc::ALREADY_EXISTS) << taken;
  EXPECT_EQ(Make(0).number(), 3);
  for (const auto& [field, change] : std::map<std::string, std::function<void(v1::Risk*)>>{
           {"risk.impact", [](auto* risk) { risk->set_impact(0); }},
           {"risk.probability", [](auto* risk) { risk->set_probability(5); }},
           {"risk.kind", [](auto* risk) { risk->clear_kind(); }},
           {"risk.text", [](auto* risk) { risk->clear_text(); }},
           {"risk.raised_on", [](auto* risk) { risk->set_raised_on("2022-02-30"); }},
           {"risk.owners[1]", [](auto* risk) { risk->add_owners(std::string(101, 'x')); }},
           {"risk.last_reviewed_on",
            [](auto* risk) { risk->set_last_reviewed_on("2022-09-25"); }}}) {
    auto request = NewRisk(9);
    change(request.mutable_risk());
    auto outcome = As(admin, &Stub::CreateRisk, request, &response);
    EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << field << outcome;
    ASSERT_EQ(outcome.fields.size(), 1u) << field << outcome;
    EXPECT_EQ(outcome.fields[0].first, field);
  }
  auto trial = NewRisk(9);
  trial.set_validate_only(true);
  EXPECT_TRUE(As(admin, &Stub::CreateRisk, trial, &response).ok());
  EXPECT_EQ(response.risk().score(), 12);
  EXPECT_EQ(List({}), "2 3 ");
  for (const char* name : {"9", "0", "999999999", "0f8fad5b-d9cb-469f-a165-70867728950e"}) {
    v1::GetRiskRequest request;
    request.set_id(name);
    v1::GetRiskResponse got;
    EXPECT_EQ(As(admin, &Stub::GetRisk, request, &got).code, grpc::NOT_FOUND) << name;
  }
  v1::GetRiskRequest request;
  request.set_id("two");
  v1::GetRiskResponse got;
  EXPECT_EQ(As(admin, &Stub::GetRisk, request, &got).code, grpc::INVALID_ARGUMENT);
}

// Shows that each assessment is appended and compared with the one before, that a review is STABLE,
// and that a repeated request is appended once.
TEST_F(RiskTest, TheHistoryOfAScore) {
  Make(2, 3, 3);
  v1::Risk risk;
  auto request_id = NewRequestId();
  for (int i = 0; i < 2; ++i) {
    auto outcome = Assess("2", 4, 4, "2024-03-01", &risk, request_id);
    ASSERT_TRUE(outcome.ok()) << outcome;
    EXPECT_EQ(risk.direction(), v1::RISK_DIRECTION_RISING);
    EXPECT_EQ(risk.last_reviewed_on(), "2024-03-01");
  }
  EXPECT_TRUE(Review("2", "2024-05-17", &risk).ok());
  EXPECT_EQ(risk.direction(), v1::RISK_DIRECTION_STABLE);
  EXPECT_EQ(risk.score(), 16);
  EXPECT_TRUE(Assess("2", 1, 4, "2024-05-17", &risk).ok());
  EXPECT_EQ(risk.direction(), v1::RISK_DIRECTION_FALLING);
  EXPECT_FALSE(risk.escalated());
  EXPECT_EQ(History("2"),
            "2022-09-26 9 NEW; 2024-03-01 16 RISING; 2024-05-17 16 STABLE review; "
            "2024-05-17 4 FALLING; ");
  for (const char* day : {"2024-05-16", "2027-01-01"}) {
    auto outcome = Assess("2", 4, 4, day);
    EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << outcome;
    ASSERT_EQ(outcome.fields.size(), 1u);
    EXPECT_EQ(outcome.fields[0].first, "on");
    EXPECT_EQ(Review("2", day).code, grpc::INVALID_ARGUMENT);
  }
  EXPECT_EQ(Assess("2", 5, 0, "2024-06-01").fields.size(), 2u);
  EXPECT_EQ(Assess("3", 4, 4, "2024-06-01").code, grpc::NOT_FOUND);
  EXPECT_FALSE(Get("2", "2024-08-14").overdue());
  EXPECT_TRUE(Get("2", "2024-08-15").overdue());
  EXPECT_THROW(Sql("update risk_assessment set comment = ''"), pqxx::sql_error);
}

// Shows that an update changes what the mask names, keeps the old version, and minds the etag.
TEST_F(RiskTest, UpdatesChangeWhatIsNamed) {
  auto risk = Make(2);
  v1::UpdateRiskRequest request;
  request.mutable_risk()->set_id("2");
  request.mutable_risk()->set_etag(risk.etag());
  request.mutable_risk()->set_workstream("Another");
  request.mutable_risk()->set_text("Not named, not changed");
  request.mutable_update_mask()->add_paths("workstream");
  request.mutable_update_mask()->add_paths("owners");
  v1::UpdateRiskResponse response;
  auto outcome = As(admin, &Stub::UpdateRisk, request, &response);
  ASSERT_TRUE(outcome.ok()) << outcome;
  EXPECT_EQ(response.risk().workstream(), "Another");
  EXPECT_EQ(response.risk().owners_size(), 0);
  EXPECT_EQ(response.risk().text(), risk.text());
  EXPECT_EQ(response.risk().impact(), 4);
  EXPECT_EQ(As(admin, &Stub::UpdateRisk, request, &response).reason, "ETAG_MISMATCH");
  EXPECT_EQ(SqlValue("select data->>'workstream' from record_history where kind = 'risk'"),
            "Complex and Urgent Care");
  request.mutable_risk()->clear_etag();
  for (const char* path : {"impact", "number", "last_reviewed_on", "score", "state"}) {
    request.clear_update_mask();
    request.mutable_update_mask()->add_paths(path);
    EXPECT_EQ(As(admin, &Stub::UpdateRisk, request, &response).code, grpc::INVALID_ARGUMENT)
        << path;
  }
  request.clear_update_mask();
  request.mutable_update_mask()->add_paths("raised_on");
  request.mutable_risk()->set_raised_on("2022-09-27");  // after its first assessment
  outcome = As(admin, &Stub::UpdateRisk, request, &response);
  ASSERT_EQ(outcome.fields.size(), 1u) << outcome;
  EXPECT_EQ(outcome.fields[0].first, "risk.raised_on");
}

// Shows that a closed risk is neither escalated nor overdue, takes no assessment, review or action,
// and is open again after a reopening; that both need a reason.
TEST_F(RiskTest, AClosedRiskRests) {
  Make(2);
  EXPECT_EQ(Close("2", "").code, grpc::INVALID_ARGUMENT);
  ASSERT_TRUE(Close("2").ok());
  auto risk = Get("2");
  EXPECT_EQ(risk.state(), v1::RISK_STATE_CLOSED);
  EXPECT_EQ(risk.reason(), "It went away");
  EXPECT_FALSE(risk.escalated());
  EXPECT_FALSE(risk.overdue());
  for (const auto& outcome :
       {Close("2"), Assess("2", 4, 4, "2024-05-01"), Review("2", "2024-05-01"), AddAction("2")}) {
    EXPECT_EQ(outcome.reason, "TRANSITION_NOT_ALLOWED") << outcome;
    EXPECT_NE(outcome.message.find("ReopenRisk"), std::string::npos) << outcome;
  }
  v1::ReopenRiskRequest request;
  request.set_id("2");
  v1::ReopenRiskResponse response;
  EXPECT_EQ(As(admin, &Stub::ReopenRisk, request, &response).code, grpc::INVALID_ARGUMENT);
  request.set_reason("It came back");
  request.set_etag("1");
  EXPECT_EQ(As(admin, &Stub::ReopenRisk, request, &response).reason, "ETAG_MISMATCH");
  request.clear_etag();
  ASSERT_TRUE(As(admin, &Stub::ReopenRisk, request, &response).ok());
  EXPECT_TRUE(response.risk().escalated());
}

// Shows the life of an action, and that no risk has more than a hundred.
TEST_F(RiskTest, ActionsAreDoneOnce) {
  Make(2);
  v1::RiskAction action;
  ASSERT_TRUE(AddAction("2", "2024-06-01", &action).ok());
  ASSERT_TRUE(AddAction("2").ok());
  auto risk = Get("2", "2024-06-02");
  ASSERT_EQ(risk.actions_size(), 2);
  EXPECT_EQ(risk.actions(0).id(), action.id());
  EXPECT_TRUE(risk.actions(0).overdue());
  EXPECT_FALSE(risk.actions(1).overdue());
  EXPECT_FALSE(Get("2", "2024-06-01").actions(0).overdue());
  v1::UpdateRiskActionRequest update;
  update.mutable_risk_action()->set_id(action.id());
  update.mutable_risk_action()->set_etag(action.etag());
  update.mutable_update_mask()->add_paths("due_on");
  update.mutable_risk_action()->set_due_on("2024-07-01");
  v1::UpdateRiskActionResponse updated;
  ASSERT_TRUE(As(admin, &Stub::UpdateRiskAction, update, &updated).ok());
  EXPECT_EQ(updated.risk_action().due_on(), "2024-07-01");
  EXPECT_EQ(updated.risk_action().owner(), "ICB");
  EXPECT_EQ(As(admin, &Stub::UpdateRiskAction, update, &updated).reason, "ETAG_MISMATCH");
  v1::CompleteRiskActionRequest complete;
  complete.set_id(action.id());
  complete.set_done_on("2027-01-01");
  v1::CompleteRiskActionResponse completed;
  EXPECT_EQ(As(admin, &Stub::CompleteRiskAction, complete, &completed).code,
            grpc::INVALID_ARGUMENT);
  complete.set_done_on("2024-08-01");
  ASSERT_TRUE(As(admin, &Stub::CompleteRiskAction, complete, &completed).ok());
  EXPECT_EQ(completed.risk_action().done_on(), "2024-08-01");
  EXPECT_EQ(As(admin, &Stub::CompleteRiskAction, complete, &completed).reason,
            "TRANSITION_NOT_ALLOWED");
  EXPECT_FALSE(Get("2").actions(0).overdue());
  EXPECT_EQ(AddAction("3").code, grpc::NOT_FOUND);
  Sql("insert into risk_action (risk_id, place, text) select id, n, 'x' from risk, "
      "generate_series(3, 100) n");
  EXPECT_EQ(AddAction("2").reason, "TOO_MANY_ACTIONS");
}

// Shows that each filter finds exactly what it names, in both orders, page by page.
TEST_F(RiskTest, ListsFindWhatTheyName) {
  Make(1, 4, 4);
  Make(2, 4, 3);
  Make(3, 3, 3);
  Make(4, 1, 1);
  ASSERT_TRUE(Review("4", "2024-11-01").ok());
  ASSERT_TRUE(Close("2").ok());
  Sql("update risk set kind = 'ISSUE', workstream = 'Children' where number = 3");
  v1::ListRisksRequest request;
  EXPECT_EQ(List(request), "1 2 3 4 ");
  request.set_page_size(1);
  request.set_order_by("score desc");
  EXPECT_EQ(List(request), "1 2 3 4 ");
  request.set_order_by("score");
  EXPECT_EQ(List(request), "4 3 2 1 ");
  request.Clear();
  request.set_escalated(true);
  EXPECT_EQ(List(request), "1 ");
  request.Clear();
  request.set_overdue(true);
  request.set_as_at("2025-01-29");
  EXPECT_EQ(List(request), "1 3 ");
  request.set_as_at("2025-01-30");
  EXPECT_EQ(List(request), "1 3 4 ");
  request.set_as_at("2022-09-25");
  EXPECT_EQ(List(request), "");
  request.Clear();
  request.set_kind(v1::RISK_KIND_ISSUE);
  EXPECT_EQ(List(request), "3 ");
  request.Clear();
  request.set_state(v1::RISK_STATE_CLOSED);
  EXPECT_EQ(List(request), "2 ");
  request.Clear();
  request.set_workstream("Children");
  EXPECT_EQ(List(request), "3 ");
}

// Shows that the grid has every open risk in its cell, and all sixteen cells.
TEST_F(RiskTest, TheGridHasEveryOpenRiskOnce) {
  Make(3, 4, 4);
  Make(1, 4, 4);
  Make(2, 4, 3);
  Make(4, 1, 2);
  Make(5, 1, 2);
  ASSERT_TRUE(Close("5").ok());
  v1::GetRiskGridRequest request;
  v1::GetRiskGridResponse grid;
  ASSERT_TRUE(As(admin, &Stub::GetRiskGrid, request, &grid).ok());
  ASSERT_EQ(grid.cells_size(), 16);
  EXPECT_EQ(grid.risks(), 4);
  EXPECT_EQ(grid.escalated(), 3);
  std::string filled;
  for (const auto& cell : grid.cells()) {
    EXPECT_EQ(cell.score(), cell.impact() * cell.probability());
    EXPECT_EQ(cell.escalated(), cell.score() >= 12);
    EXPECT_EQ(cell.count(), cell.numbers_size());
    for (int number : cell.numbers()) {
      filled += std::to_string(cell.impact()) + "x" + std::to_string(cell.probability()) + ":" +
                std::to_string(number) + " ";
    }
  }
  EXPECT_EQ(filled, "1x2:4 4x3:2 4x4:1 4x4:3 ");
  request.set_kind(v1::RISK_KIND_ISSUE);
  ASSERT_TRUE(As(admin, &Stub::GetRiskGrid, request, &grid).ok());
  EXPECT_EQ(grid.risks(), 0);
  EXPECT_EQ(grid.cells_size(), 16);
}

// Shows that two who create without a number at the same time get two numbers.
TEST_F(RiskTest, NumbersAreGivenOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> made = 0;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) {
        v1::CreateRiskResponse response;
        if (As(admin, &Stub::CreateRisk, NewRisk(0), &response).ok()) ++made;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(made, 20);
  EXPECT_EQ(SqlValue("select count(*) || ' ' || max(number) from risk"), "20 20");
}

// Shows that the register is for those who keep it: coordinators and partners are told nothing.
TEST_F(RiskTest, OthersSeeNothing) {
  MakeOrganisation("OWN");
  Make(2);
  v1::GetRiskRequest request;
  request.set_id("2");
  v1::GetRiskResponse response;
  for (auto role : {auth::Role::kCoordinator, auth::Role::kPartner}) {
    EXPECT_EQ(As(MakeKey(role, {"OWN"}), &Stub::GetRisk, request, &response).code,
              grpc::PERMISSION_DENIED);
  }
  auto auditor = MakeKey(auth::Role::kAuditor);
  EXPECT_TRUE(As(auditor, &Stub::GetRisk, request, &response).ok());
  v1::CreateRiskResponse created;
  EXPECT_EQ(As(auditor, &Stub::CreateRisk, NewRisk(3), &created).code, grpc::PERMISSION_DENIED);
  EXPECT_TRUE(
      As(MakeKey(auth::Role::kProgrammeManager), &Stub::CreateRisk, NewRisk(3), &created).ok());
}

}  // namespace
}  // namespace champions::test
