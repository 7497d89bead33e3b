// What the tests of training share: organisations with champions, enrolled, and short ways to say
// what is done to their records. Champions and enrolments are laid straight into the database.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "champions/v1/training_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {

// 10:00 UTC on 3 June 2024, when courses start.
inline constexpr int64_t kStart = 1717408800;

class TrainingFixture : public ServerTest {
 protected:
  using Stub = v1::TrainingService::Stub;
  using Requirements = std::vector<std::pair<std::string, std::string>>;  // programme, from

  // A champion of an organisation, recruited long ago; gives its id.
  std::string MakeChampion(const std::string& organisation,
                           const std::string& recruited_on = "2023-04-01") {
    auto id = SqlValue(
        "insert into champion (organisation_id, state, recruited_on) select id, 'ACTIVE', '" +
        recruited_on + "' from organisation where code = '" + organisation + "' returning id");
    Sql("select post_champions(array['" + id + "']::uuid[])");
    return id;
  }

  void Enrol(const std::string& champion, const std::string& programme, const std::string& on) {
    Sql("insert into enrolment (organisation_id, champion_id, programme_id, enrolled_on) select "
        "c.organisation_id, c.id, p.id, '" +
        on + "' from champion c, programme p where c.id = '" + champion + "' and p.code = '" +
        programme + "'");
    Sql("select post_champions(array['" + champion + "']::uuid[])");
  }

  Outcome CreateCourse(const std::string& code, const Requirements& requirements = {},
                       int valid_months = 0) {
    v1::CreateCourseRequest request;
    request.mutable_course()->set_code(code);
    request.mutable_course()->set_name("Name of " + code);
    request.mutable_course()->set_valid_months(valid_months);
    Put(requirements, request.mutable_course());
    v1::CreateCourseResponse response;
    auto outcome = As(admin, &Stub::CreateCourse, request, &response);
    course = response.course();
    return outcome;
  }

  // Makes the requirements of a course these.
  Outcome Require(const std::string& code, const Requirements& requirements) {
    v1::UpdateCourseRequest request;
    request.mutable_course()->set_code(code);
    Put(requirements, request.mutable_course());
    request.mutable_update_mask()->add_paths("requirements");
    v1::UpdateCourseResponse response;
    auto outcome = As(admin, &Stub::UpdateCourse, request, &response);
    course = response.course();
    return outcome;
  }

  // A run that starts at this second since 1970; gives its id.
  std::string MakeRun(const std::string& code, int64_t starts_at, int capacity = 0) {
    v1::CreateCourseRunRequest request;
    request.mutable_course_run()->set_course(code);
    request.mutable_course_run()->mutable_starts_at()->set_seconds(starts_at);
    request.mutable_course_run()->set_capacity(capacity);
    v1::CreateCourseRunResponse response;
    auto outcome = As(admin, &Stub::CreateCourseRun, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    run = response.course_run();
    return run.id();
  }

  v1::CourseRun GetRun(const std::string& id, const std::string& token = "") {
    v1::GetCourseRunRequest request;
    request.set_id(id);
    v1::GetCourseRunResponse response;
    auto outcome = As(token.empty() ? admin : token, &Stub::GetCourseRun, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.course_run();
  }

  // Each of the following leaves the record that came back in `record`.
  Outcome Book(const std::string& course_run, const std::string& champion,
               const std::string& token = "") {
    v1::BookTrainingRequest request;
    request.set_course_run(course_run);
    request.set_champion(champion);
    return Keep<v1::BookTrainingResponse>(token, &Stub::BookTraining, request);
  }
  Outcome Record(const std::string& champion, const std::string& code, const std::string& on,
                 v1::TrainingOutcome outcome = v1::TRAINING_OUTCOME_COMPLETED,
                 const std::string& token = "", const std::string& certificate = "") {
    v1::RecordTrainingRecordRequest request;
    auto* given = request.mutable_training_record();
    given->set_champion(champion);
    given->set_course(code);
    given->set_completed_on(on);
    given->set_outcome(outcome);
    given->set_certificate(certificate);
    return Keep<v1::RecordTrainingRecordResponse>(token, &Stub::RecordTrainingRecord, request);
  }
  Outcome Get(const std::string& id, const std::string& token = "") {
    v1::GetTrainingRecordRequest request;
    request.set_id(id);
    return Keep<v1::GetTrainingRecordResponse>(token, &Stub::GetTrainingRecord, request);
  }
  // Attend, complete, fail or miss.
  template <class Request, class Response>
  Outcome Decide(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 const std::string& id, const std::string& on = "", const std::string& token = "") {
    Request request;
    request.set_id(id);
    request.set_completed_on(on);
    return Keep<Response>(token, method, request);
  }
  Outcome Correct(const std::string& id, v1::TrainingOutcome outcome, const std::string& on = "",
                  const std::string& token = "") {
    v1::CorrectTrainingRequest request;
    request.set_id(id);
    request.set_outcome(outcome);
    request.set_completed_on(on);
    request.set_reason("a slip of the pen");
    return Keep<v1::CorrectTrainingResponse>(token, &Stub::CorrectTraining, request);
  }
  Outcome Withdraw(const std::string& id, const std::string& token = "") {
    v1::WithdrawTrainingRequest request;
    request.set_id(id);
    request.set_reason("entered twice");
    return Keep<v1::WithdrawTrainingResponse>(token, &Stub::WithdrawTraining, request);
  }

  // The net of `trained` in the ledger, such as "OVERALL 2024-05-01 1, PROGRAMME P 2024-05-01 1".
  std::string Trained() {
    return SqlValue(
        "select string_agg(line, ', ' order by line) from (select scope || ' ' || coalesce(p.code "
        "|| ' ', '') || counts_on || ' ' || sum(trained) as line from ledger_entry l left join "
        "programme p on p.id = l.programme_id group by scope, p.code, counts_on "
        "having sum(trained) <> 0) net");
  }
  // How many entries ever said something about `trained`.
  int Entries() {
    return std::stoi(SqlValue("select count(*) from ledger_entry where trained <> 0"));
  }

  // Keeps every write from finishing, after all its work, until it is let go.
  class Hold {
   public:
    explicit Hold(const std::string& connection) : connection_(connection), work_(connection_) {
      work_.exec("lock table audit_event in share mode");
    }
    void LetGo() { work_.abort(); }

   private:
    pqxx::connection connection_;
    pqxx::work work_;
  };
  std::string HoldOn() const {
    const char* user = std::getenv("CHAMPIONS_TEST_PG_USER");
    return "host=" + config_.database_host + " user=" + (user ? user : "postgres") +
           " dbname=" + database;
  }
  // Until this many calls of the server wait for a lock; false after five seconds.
  bool WaitForWaiting(int calls) {
    for (int i = 0; i < 250; ++i) {
      if (std::stoi(SqlValue("select count(*) from pg_stat_activity where datname = "
                             "current_database() and wait_event_type = 'Lock'")) >= calls) {
        return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
  }

  v1::Course course;
  v1::CourseRun run;
  v1::TrainingRecord record;

 private:
  static void Put(const Requirements& requirements, v1::Course* given) {
    for (const auto& [programme, from] : requirements) {
      auto* requirement = given->add_requirements();
      requirement->set_programme(programme);
      requirement->set_required_from(from);
    }
  }
  template <class Response, class Request>
  Outcome Keep(const std::string& token,
               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
               const Request& request) {
    Response response;
    auto outcome = As(token.empty() ? admin : token, method, request, &response);
    record = response.training_record();
    return outcome;
  }
};

}  // namespace champions::test
