#include "support/champion_server_test.h"

namespace champions::test {
namespace {

using Stub = v1::ChampionService::Stub;
using Call = std::function<grpc::Status(Stub&, grpc::ClientContext*, const std::string& id,
                                        const std::string& etag, const std::string& day,
                                        v1::Champion* answer)>;

// A verb's method, whatever its messages are called.
template <class Request, class Response>
Call Of(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
        void (*set_day)(Request&, const std::string&) = nullptr) {
  return [=](Stub& stub, grpc::ClientContext* context, const std::string& id,
             const std::string& etag, const std::string& day, v1::Champion* answer) {
    Request request;
    request.set_id(id);
    request.set_etag(etag);
    if (set_day != nullptr) set_day(request, day);
    Response response;
    auto status = (stub.*method)(context, request, &response);
    if (answer != nullptr) *answer = response.champion();
    return status;
  };
}

const std::map<std::string, Call>& Calls() {
  static const std::map<std::string, Call> kCalls = {
      {"ApplyChampion", Of(&Stub::ApplyChampion)},
      {"RecruitChampion", Of<v1::RecruitChampionRequest, v1::RecruitChampionResponse>(
                              &Stub::RecruitChampion,
                              [](auto& request, auto& day) { request.set_recruited_on(day); })},
      {"StartChampionTraining", Of(&Stub::StartChampionTraining)},
      {"ActivateChampion", Of(&Stub::ActivateChampion)},
      {"PauseChampion", Of(&Stub::PauseChampion)},
      {"RetireChampion",
       Of<v1::RetireChampionRequest, v1::RetireChampionResponse>(
           &Stub::RetireChampion, [](auto& request, auto& day) { request.set_left_on(day); })},
      {"RejoinChampion", Of(&Stub::RejoinChampion)},
      {"DeclineChampion", Of(&Stub::DeclineChampion)},
      {"WithdrawChampion", Of(&Stub::WithdrawChampion)},
      {"ReopenChampion", Of(&Stub::ReopenChampion)}};
  return kCalls;
}

}  // namespace

void ChampionServerTest::SetUp() {
  ServerTest::SetUp();
  MakeOrganisation("OWN");
  MakeProgramme("ONE");
}

v1::CreateChampionRequest ChampionServerTest::NewChampion(const std::string& external_id,
                                                          const std::string& organisation) {
  v1::CreateChampionRequest request;
  auto* champion = request.mutable_champion();
  champion->set_external_id(external_id);
  champion->set_organisation(organisation);
  champion->set_given_name("Amina");
  champion->set_family_name("Okafor");
  return request;
}

v1::LogReachRequest ChampionServerTest::NewReach(const std::string& note) {
  v1::LogReachRequest request;
  request.set_request_id(NewRequestId());
  auto* reach = request.mutable_reach();
  reach->set_organisation("OWN");
  reach->set_programme("ONE");
  reach->set_occurred_on("2024-05-20");
  reach->set_mode(v1::REACH_MODE_GROUP);
  reach->set_topic(v1::REACH_TOPIC_OTHER);
  reach->set_people(9);
  reach->set_note(note);
  return request;
}

v1::Champion ChampionServerTest::Make(const std::string& external_id,
                                      const std::string& organisation) {
  v1::CreateChampionResponse response;
  auto outcome =
      As(admin, &Stub::CreateChampion, NewChampion(external_id, organisation), &response);
  EXPECT_TRUE(outcome.ok()) << outcome;
  return response.champion();
}

v1::Champion ChampionServerTest::MakeIn(const std::string& state, const std::string& organisation) {
  static const std::map<std::string, std::vector<std::string>> kWays = {
      {"ENQUIRED", {}},
      {"APPLIED", {"ApplyChampion"}},
      {"RECRUITED", {"RecruitChampion"}},
      {"IN_TRAINING", {"RecruitChampion", "StartChampionTraining"}},
      {"ACTIVE", {"RecruitChampion", "ActivateChampion"}},
      {"PAUSED", {"RecruitChampion", "PauseChampion"}},
      {"LEFT", {"RecruitChampion", "RetireChampion"}},
      {"DECLINED", {"DeclineChampion"}},
      {"WITHDRAWN", {"WithdrawChampion"}}};
  auto champion = Make("", organisation);
  for (const auto& verb : kWays.at(state)) {
    std::string day = verb == "RetireChampion" ? "2024-08-01" : "2024-05-01";
    auto outcome = Do(admin, verb, champion.id(), day, &champion);
    EXPECT_TRUE(outcome.ok()) << verb << ": " << outcome;
  }
  EXPECT_EQ(v1::ChampionState_Name(champion.state()), "CHAMPION_STATE_" + state);
  return champion;
}

Outcome ChampionServerTest::Do(const std::string& token, const std::string& verb,
                               const std::string& id, const std::string& day, v1::Champion* answer,
                               const std::string& etag) {
  Stub stub(channel_);
  grpc::ClientContext context;
  Prepare(context, token);
  return OutcomeOf(Calls().at(verb)(stub, &context, id, etag, day, answer));
}

const std::vector<std::string>& ChampionServerTest::Verbs() {
  static const std::vector<std::string> kVerbs = [] {
    std::vector<std::string> verbs;
    for (const auto& [verb, call] : Calls()) verbs.push_back(verb);
    return verbs;
  }();
  return kVerbs;
}

v1::Champion ChampionServerTest::Get(const std::string& id) {
  v1::GetChampionRequest request;
  request.set_id(id);
  v1::GetChampionResponse response;
  auto outcome = As(admin, &Stub::GetChampion, request, &response);
  EXPECT_TRUE(outcome.ok()) << outcome;
  return response.champion();
}

Outcome ChampionServerTest::Update(const v1::Champion& champion,
                                   const std::vector<std::string>& paths, v1::Champion* answer) {
  v1::UpdateChampionRequest request;
  *request.mutable_champion() = champion;
  for (const auto& path : paths) request.mutable_update_mask()->add_paths(path);
  v1::UpdateChampionResponse response;
  auto outcome = As(admin, &Stub::UpdateChampion, request, &response);
  if (answer != nullptr) *answer = response.champion();
  return outcome;
}

v1::Enrolment ChampionServerTest::Enrol(const std::string& champion, const std::string& programme,
                                        const std::string& enrolled_on) {
  v1::CreateEnrolmentRequest request;
  request.mutable_enrolment()->set_champion(champion);
  request.mutable_enrolment()->set_programme(programme);
  request.mutable_enrolment()->set_enrolled_on(enrolled_on);
  v1::CreateEnrolmentResponse response;
  auto outcome = As(admin, &Stub::CreateEnrolment, request, &response);
  EXPECT_TRUE(outcome.ok()) << outcome;
  return response.enrolment();
}

int ChampionServerTest::Sum(const std::string& amount, const std::string& condition) {
  return std::stoi(
      SqlValue("select coalesce(sum(" + amount + "), 0) from ledger_entry where " + condition));
}

}  // namespace champions::test
