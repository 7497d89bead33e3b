// What the tests of champions' rights have in common: each method as a call, requests written as
// text, and a champion with a canary in every field.
#pragma once

#include <google/protobuf/text_format.h>

#include <memory>
#include <string>
#include <utility>

#include "champions/v1/import_service.grpc.pb.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "champions/v1/rights_service.grpc.pb.h"
#include "champions/v1/training_service.grpc.pb.h"
#include "support/champion_server_test.h"

namespace champions::test {

class RightsFixture : public ChampionServerTest {
 protected:
  using Rights = v1::RightsService::Stub;
  using Reaches = v1::ReachService::Stub;
  using Training = v1::TrainingService::Stub;

  void SetUp() override {
    ChampionServerTest::SetUp();
    today_ = SqlValue("select (clock_timestamp() at time zone 'Europe/London')::date");
    Ask(&Rights::CreatePrivacyNotice,
        "privacy_notice { code: 'N1' in_force_on: '2024-01-01' url: 'https://example.org/n1' }");
    champion_ = MakeCanary("C1");
  }

  // A method with the fields of its request as text; the answer goes to `answer`.
  template <class Stub, class Request, class Response>
  Outcome Ask(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              const std::string& fields, Response* answer = nullptr,
              const std::string& token = "") {
    Request request;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    Response response;
    return As(token.empty() ? admin : token, method, request,
              answer == nullptr ? &response : answer);
  }

  v1::Champion MakeCanary(const std::string& external_id) {
    auto request = NewChampion(external_id);
    auto* given = request.mutable_champion();
    given->set_given_name("Canarygiven");
    given->set_family_name("Canaryfamily");
    given->set_email("canary@example.org");
    given->set_phone("020 7946 0000");
    given->set_role("Canaryrole");
    given->set_career_goal("Canarygoal");
    given->set_age_band("25-34");
    given->set_gender("X");
    given->add_languages("kab");
    request.set_request_id(NewRequestId());
    v1::CreateChampionResponse response;
    auto outcome = As(admin, &Stub::CreateChampion, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    Do(admin, "RecruitChampion", response.champion().id(), "2024-05-01");
    return Get(response.champion().id());
  }

  std::string Quoted(const std::string& id) { return "'" + id + "' "; }
  std::string Of() { return "champion: " + Quoted(champion_.id()); }

  Outcome SetBasis(const std::string& purpose, const std::string& rest,
                   v1::SetChampionBasisResponse* answer = nullptr, const std::string& token = "") {
    return Ask(
        &Rights::SetChampionBasis,
        "champion_basis { " + Of() + "purpose: CHAMPION_PURPOSE_" + purpose + " " + rest + " }",
        answer, token);
  }
  Outcome Consent(const std::string& purpose, const std::string& day) {
    return SetBasis(purpose,
                    "lawful_basis: LAWFUL_BASIS_CONSENT notice: 'N1' informed_on: '2024-02-01' "
                    "consented_on: '" +
                        day + "' consent_form: 'paper form'");
  }
  Outcome Withdraw(const std::string& purpose, const std::string& rest = "",
                   v1::WithdrawChampionConsentResponse* answer = nullptr) {
    return Ask(&Rights::WithdrawChampionConsent,
               Of() + "purpose: CHAMPION_PURPOSE_" + purpose + " " + rest, answer);
  }
  Outcome Restrict(v1::RestrictChampionResponse* answer = nullptr, const std::string& rest = "",
                   const std::string& ground = "LEGAL_CLAIM") {
    return Ask(&Rights::RestrictChampion,
               Of() + "ground: RESTRICTION_GROUND_" + ground + " reason: 'a claim' " + rest,
               answer);
  }
  Outcome Lift(const std::string& id, const std::string& told_on) {
    return Ask(&Rights::LiftChampionRestriction,
               "id: " + Quoted(id) + "reason: 'settled' told_on: " + Quoted(told_on));
  }
  Outcome Object(const std::string& purpose, v1::RecordChampionObjectionResponse* answer,
                 const std::string& rest = "") {
    return Ask(&Rights::RecordChampionObjection,
               Of() + "purpose: CHAMPION_PURPOSE_" + purpose + " " + rest, answer);
  }
  Outcome Decide(const std::string& id, const std::string& decision,
                 v1::DecideChampionObjectionResponse* answer = nullptr) {
    return Ask(&Rights::DecideChampionObjection,
               "id: " + Quoted(id) + "decision: OBJECTION_DECISION_" + decision +
                   " reason: 'weighed' told_on: " + Quoted(today_),
               answer);
  }
  Outcome Change(const std::string& field, const std::string& value) {
    return Ask(&Stub::UpdateChampion, "champion { id: " + Quoted(champion_.id()) + field + ": '" +
                                          value + "' } update_mask { paths: '" + field + "' }");
  }

  // A refused import is an answer. `files` are names and texts by turns.
  v1::Import Upload(const std::vector<std::string>& files) {
    auto stub = ServerTest::Stub<v1::ImportService>();
    grpc::ClientContext context;
    Prepare(context, admin);
    v1::UploadImportResponse response;
    auto writer = stub->UploadImport(&context, &response);
    v1::UploadImportRequest part;
    part.mutable_options();
    writer->Write(part);
    for (size_t i = 0; i < files.size(); i += 2) {
      part.mutable_file()->set_name(files[i]);
      writer->Write(part);
      part.set_data(files[i + 1]);
      writer->Write(part);
    }
    writer->WritesDone();
    auto status = writer->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.import_result();
  }
  static std::string Errors(const v1::Import& import) {
    std::string text;
    for (const auto& e : import.errors()) {
      text += e.file() + ":" + std::to_string(e.line()) + ":" + e.column() + " ";
    }
    return text;
  }

  // What the application's role gets in its own organisation: the first value, or the SQLSTATE.
  std::string AsApp(const std::string& statement) {
    pqxx::connection connection("host=" + config_.database_host +
                                " user=champions_app dbname=" + database);
    pqxx::work work(connection);
    work.exec("select begin_as(array[" +
              SqlValue("select id from organisation where code = 'OWN'") +
              "], false, true, 10000)");
    try {
      auto result = work.exec(statement);
      work.commit();
      return result.columns() == 0 ? std::to_string(result.affected_rows())
             : result.empty()      ? ""
                                   : result[0][0].c_str();
    } catch (const pqxx::sql_error& error) {
      return error.sqlstate();
    }
  }

  std::string Disclosed() {
    v1::ExportChampionDataResponse response;
    auto outcome = Ask(&Stub::ExportChampionData, Of(), &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.json() + response.html();
  }
  std::string Totals() {
    v1::GetTotalsResponse response;
    Ask(&v1::ReportService::Stub::GetTotals, "quarter: '2024-25-Q1'", &response);
    response.clear_as_known_at();
    return response.ShortDebugString();
  }

  // As its own organisation sees it, equality answers among it.
  v1::Champion GetOwn() {
    v1::GetChampionRequest request;
    request.set_id(champion_.id());
    v1::GetChampionResponse response;
    auto outcome = As(MakeKey(auth::Role::kCoordinator, {"OWN"}),
                      &v1::ChampionService::Stub::GetChampion, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.champion();
  }
  std::string FieldsOf(const Outcome& outcome) {
    std::string fields;
    for (const auto& field : outcome.fields) fields += field.first + " ";
    return fields;
  }
  // Rows that hold equality answers of the champion, now or in an earlier version, or an answer
  // kept for a retry that may.
  std::string Traces() {
    auto id = "'" + champion_.id() + "'";
    return SqlValue("select count(*) from champion_equality where champion_id = " + id) + " " +
           SqlValue(
               "select count(*) from personal_history where kind = 'champion_equality' and "
               "record_id = " +
               id) +
           " " +
           SqlValue(
               "select count(*) from request_answer where method like 'ChampionService/%' "
               "and position(convert_to(" +
               id + ", 'UTF8') in answer) > 0");
  }
  std::string Row(const std::string& answers = ",,,", const std::string& family = "Canaryfamily") {
    return "external_id,organisation,given_name,family_name,email,phone,recruited_on,status,role,"
           "career_goal,languages,ethnic_category,age_band,gender\n"
           "C1,OWN,Canarygiven," +
           family +
           ",canary@example.org,020 7946 0000,2024-05-01,RECRUITED,Canaryrole,Canarygoal," +
           answers + "\n";
  }
  void LogReach(const std::string& external_id) {
    auto outcome = Ask(&Reaches::LogReach,
                       "reach { organisation: 'OWN' programme: 'ONE' occurred_on: '2024-05-20' "
                       "mode: REACH_MODE_GROUP topic: REACH_TOPIC_OTHER people: 9 note: "
                       "'Canarynote' external_id: " +
                           Quoted(external_id) + Of() + "}");
    ASSERT_TRUE(outcome.ok()) << outcome;
  }
  // Runs the command line as an administrator; what it prints, and its exit status.
  std::pair<std::string, int> Run(const std::string& words) {
    std::string line = "CHAMPIONS_ADDRESS='unix:" + config_.socket + "' CHAMPIONS_TOKEN='" + admin +
                       "' XDG_CONFIG_HOME=/nonexistent '" CHAMPIONS_PROGRAM "' " + words + " 2>&1";
    return RunLine(line);
  }
  std::string Record() { return SqlValue("select id from training_record limit 1"); }

  std::string today_;
  v1::Champion champion_;
};

}  // namespace champions::test
