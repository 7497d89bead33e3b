// Holds the plan of every statement against a database with enough in it: no statement reads a
// growing table from end to end, but those named here with their reason. The plans are kept beside
// this file, a file per slice, so that a change of plan is seen in review.
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <regex>
#include <set>
#include <sstream>

#include "champions/v1/activity_service.grpc.pb.h"
#include "champions/v1/audit_service.grpc.pb.h"
#include "champions/v1/budget_service.grpc.pb.h"
#include "champions/v1/case_service.grpc.pb.h"
#include "champions/v1/champion_service.grpc.pb.h"
#include "champions/v1/funding_service.grpc.pb.h"
#include "champions/v1/insight_service.grpc.pb.h"
#include "champions/v1/measure_service.grpc.pb.h"
#include "champions/v1/privacy_service.grpc.pb.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "champions/v1/rights_service.grpc.pb.h"
#include "champions/v1/risk_service.grpc.pb.h"
#include "champions/v1/training_service.grpc.pb.h"
#include "db/pool.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = CHAMPIONS_SOURCE_DIR;

const std::set<std::string> kGrowing = {"reach",
                                        "reach_note",
                                        "ledger_entry",
                                        "ledger_history",
                                        "audit_event",
                                        "record_history",
                                        "personal_history",
                                        "request_answer",
                                        "training_record",
                                        "enrolment",
                                        "champion",
                                        "champion_person",
                                        "champion_equality",
                                        "champion_basis",
                                        "champion_objection",
                                        "recipient_notification",
                                        "champion_merge",
                                        "champion_distinction",
                                        "activity",
                                        "award",
                                        "activity_attendance",
                                        "payment",
                                        "measure_reading",
                                        "insight",
                                        "safeguarding_case",
                                        "safeguarding_case_note",
                                        "data_key",
                                        "record_change"};

// Statements that may read a growing table whole, and why.
const std::map<std::string, std::string> kMayScan = {
    {"app/forget_answers", "in the background, 5,000 at a time, while the table is this small"},
    {"app/remove_retired_keys", "in `champions-server rekey` alone: whether any is left"},
    {"app/clear_owners", "in `champions-server migrate` alone, once for data of an older server"},
    {"app/clear_rows", "the same"},
    {"app/seal_history", "the same"},
    {"privacy/retention_reach_notes",
     "is about every old note, some times a year; an index would cost each write"},
    {"reports/award_costs", "is about every award, once a report"},
    {"reports/funnel", "is about every champion, once a report"},
    {"reports/count_certified", "is about every enrolment, and there are few beside records"},
    {"training/post_programmes", "is about every enrolment of programmes that ask for more"},
    {"training/ListCertificates by expires_on", "the day depends on each course's validity"},
    {"training/ListCertificates by expires_on, course: 'COURSE-3'", "the same"},
    {"training/ListCertificates by expires_on, expires_before: '2027-01-01'", "the same"},
};

// As server/rpc/sql/list_parts.sql sets them.
const std::string kListSettings =
    "set local enable_bitmapscan = off; set local enable_seqscan = off; set local enable_hashjoin "
    "= "
    "off; set local enable_mergejoin = off";

// Parts of statements, or statements that get their conditions from ListQuery or a store: planned
// as what they become, by asking the server.
const std::regex kPart(R"(select_\w+|explain_(entries|figure|total)|get_totals|rollup_as_known)");

std::string Read(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Planned {
  std::string plan;
  std::set<std::string> scanned;  // growing tables read from end to end
};

class PlansTest : public ServerTest {
 protected:
  void SetUp() override {
    db::SetStatementObserver([this](std::string_view statement) {
      std::lock_guard lock(mutex_);
      prepared_.emplace_back(statement);
    });
    ServerTest::SetUp();
    Sql(Read(kSource / "tests/plans/data.sql"));
    bound_ = MakeKey(auth::Role::kCoordinator, {"ORG-3", "ORG-4"});
    // A lead is a user: only users are safeguarding leads.
    lead_ = MakeKey(auth::Role::kAuditor);
    Sql("with lead as (insert into access_user (name, role, organisation_ids) values ('A lead', "
        "'SAFEGUARDING_LEAD', '{3,4}') returning id) update access_key set role = null, user_id = "
        "(select id from lead) where role = 'AUDITOR'");
    connection_ = std::make_unique<pqxx::connection>("host=" + config_.database_host +
                                                     " user=postgres dbname=" + database);
  }
  void TearDown() override {
    connection_.reset();
    db::SetStatementObserver(nullptr);
    // Its figures mean nothing, so they are not recounted.
    Sql("set session_replication_role = replica; delete from ledger_entry; delete from rollup; "
        "delete from reach; delete from champion; delete from enrolment; delete from activity; "
        "delete from award; delete from payment; delete from ledger_history; delete from "
        "ledger_checkpoint");
    ServerTest::TearDown();
  }

  // The generic plan as the application's role gets it, without costs. `settings`: what its
  // transaction sets before.
  Planned Plan(const std::string& statement, const std::string& settings,
               const std::string& role = "champions_app") {
    pqxx::work work(*connection_);
    work.exec("set local role " + role);
    work.exec("deallocate all");  // one that could not be planned outlives its transaction
    work.exec("select begin_as('{3,4}', false, true, 60000)");
    work.exec("set local plan_cache_mode = force_generic_plan");
    if (!settings.empty()) work.exec(settings);
    work.exec("prepare planned as " + statement);
    int count = work.exec1(
                        "select coalesce(array_length(parameter_types, 1), 0) from "
                        "pg_prepared_statements where name = 'planned'")[0]
                    .as<int>();
    std::string arguments;
    for (int i = 0; i < count; ++i) arguments += i == 0 ? "(null" : ", null";
    if (count > 0) arguments += ")";
    Planned planned;
    auto rows = work.exec("explain (costs off) execute planned" + arguments);
    for (int i = 0; i < static_cast<int>(rows.size()); ++i) {
      std::string line = rows[i][0].c_str();
      // Reading the context of row-level security, once for each table: said a hundred times over.
      bool initial = line.find("InitPlan") != std::string::npos;
      if (initial && i + 1 < static_cast<int>(rows.size()) &&
          std::regex_match(rows[i + 1][0].c_str(), std::regex(" *->  Result"))) {
        ++i;
        continue;
      }
      planned.plan += line + "\n";
      std::smatch found;
      static const std::regex scan(R"(Seq Scan on (\w+))");
      if (std::regex_search(line, found, scan) && kGrowing.count(found[1])) {
        planned.scanned.insert(found[1]);
      }
    }
    work.exec("deallocate planned");
    return planned;
  }

  // Statements of imports need tables that only an import has.
  void KeepUnplanned(const std::string& slice, const std::string& name, const std::string& why) {
    EXPECT_EQ(slice, "imports") << name << " cannot be planned";
    plans_[slice][name] = why + "\n";
    connection_ = std::make_unique<pqxx::connection>("host=" + config_.database_host +
                                                     " user=postgres dbname=" + database);
  }

  void Keep(const std::string& slice, const std::string& name, const std::string& statement,
            const std::string& settings = "") {
    Planned planned;
    try {
      planned = Plan(statement, settings);
    } catch (const pqxx::insufficient_privilege&) {
      planned = Plan(statement, settings, "champions_owner");  // of the migrator alone
    } catch (const pqxx::undefined_table&) {
      KeepUnplanned(slice, name, "Works on the staging tables of an import.");
      return;
    } catch (const pqxx::syntax_error&) {
      KeepUnplanned(slice, name, "Makes staging tables of an import.");
      return;
    }
    std::string full = slice + "/" + name;
    for (const auto& table : planned.scanned) {
      EXPECT_TRUE(kMayScan.count(full)) << full << " scans " << table << ":\n" << planned.plan;
    }
    plans_[slice][name] = planned.plan;
  }

  // Asks the server, and keeps the plans of what it had not asked the database before.
  template <class Stub, class Request, class Response>
  void Ask(const std::string& slice, const std::string& name, const std::string& token,
           grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
           const std::string& fields) {
    Request request;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(fields, &request)) << fields;
    {
      std::lock_guard lock(mutex_);
      prepared_.clear();
    }
    Response response;
    auto outcome = As(token, method, request, &response);
    ASSERT_TRUE(outcome.ok()) << name << " " << fields << " " << outcome;
    std::vector<std::string> statements;
    {
      std::lock_guard lock(mutex_);
      statements.swap(prepared_);
    }
    for (const auto& statement : statements) {
      if (!seen_.insert(statement).second) continue;
      auto has = [&](const char* text) { return statement.find(text) != std::string::npos; };
      bool rows = has(" as page ("), parted = rows || has("page.sort::text");
      if (!parted && !has("sort_value") && !has("from total t") && !has("picked as")) {
        continue;  // kept by its file
      }
      Keep(slice, rows ? name.substr(0, name.find(' ')) + ", rows of a page" : name, statement,
           parted ? kListSettings : "");
    }
  }

  // A list in each order, both ways, without a filter and with each of them.
  template <class Stub, class Request, class Response>
  void List(const std::string& slice,
            grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
            const std::vector<std::string>& orders, const std::vector<std::string>& filters,
            bool bound = true, const std::string& required = "") {
    std::string name = Request::descriptor()->name();
    name.resize(name.size() - std::string("Request").size());
    std::vector<std::string> all = filters;
    all.insert(all.begin(), required);
    for (const auto& order : orders) {
      for (const auto& filter : all) {
        std::string fields = "page_size: 50 order_by: '" + order + "' " + filter;
        std::string title =
            name + " by " + order + (filter.empty() || filter == required ? "" : ", " + filter);
        Ask(slice, title, bound ? bound_ : admin, method, fields);
      }
    }
    // Whoever sees everything, and a page further on.
    Ask(slice, name + " of all organisations", admin, method,
        "order_by: '" + orders[0] + "' " + required);
  }

  void Embedded() {
    for (const auto& entry : fs::recursive_directory_iterator(kSource / "server")) {
      if (entry.path().extension() != ".sql") continue;
      std::string slice = entry.path().parent_path().parent_path().filename();
      std::string name = entry.path().stem();
      if (std::regex_match(name, kPart)) continue;
      Keep(slice, name, Read(entry.path()));
    }
  }

  std::mutex mutex_;
  std::vector<std::string> prepared_;
  std::set<std::string> seen_;
  std::map<std::string, std::map<std::string, std::string>> plans_;
  std::string bound_, lead_;
  std::unique_ptr<pqxx::connection> connection_;
};

std::set<std::string> Names(const std::string& file) {
  std::set<std::string> names;
  std::istringstream lines(file);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("== ", 0) == 0) names.insert(line);
  }
  return names;
}

// Shows that no statement reads a growing table from end to end, whoever asks and in whatever order
// and with whatever filter, and that the plans kept beside this file are of today's statements.
TEST_F(PlansTest, NoStatementScansAGrowingTable) {
  const std::string organisation = "organisation: 'ORG-3'", programme = "programme: 'PROG-3'";
  const std::string day = "2024-05-01", id = "'00000000-0000-4000-8000-000000000007'";
  List("reach", &v1::ReachService::Stub::ListReaches, {"id", "occurred_on", "record_time desc"},
       {organisation, programme, "from: '" + day + "'", "to: '" + day + "'", "activity: " + id,
        "ward: 'E05000011'", "modes: [REACH_MODE_GROUP]", "topics: [REACH_TOPIC_DIABETES]",
        "external_id: 'R7'", "state: REACH_STATE_VOIDED", "state: REACH_STATE_RECORDED",
        "ward: 'E05000011' topics: [REACH_TOPIC_DIABETES] modes: [REACH_MODE_GROUP]"});
  List("activities", &v1::ActivityService::Stub::ListActivities, {"id", "starts_at desc"},
       {organisation, programme, "award: " + id, "from: '" + day + "' to: '" + day + "'"});
  List("champions", &v1::ChampionService::Stub::ListChampions,
       {"id", "recruited_on", "external_id desc"},
       {organisation, programme, "states: [CHAMPION_STATE_LEFT]", "external_id: 'C7'"});
  List("champions", &v1::ChampionService::Stub::ListDuplicates, {"champion", "champion desc"},
       {organisation});
  List("champions", &v1::ChampionService::Stub::ListEnrolments, {"id", "enrolled_on desc"},
       {organisation, programme, "champion: " + id});
  List("training", &v1::TrainingService::Stub::ListTrainingRecords, {"id", "completed_on desc"},
       {organisation, "champion: " + id, "course: 'COURSE-3'", "course_run: " + id,
        "outcomes: [TRAINING_OUTCOME_FAILED]"});
  List("training", &v1::TrainingService::Stub::ListCertificates, {"expires_on"},
       {organisation, "champion: " + id, "course: 'COURSE-3'", "expires_before: '2027-01-01'"});
  List("funding", &v1::FundingService::Stub::ListAwards, {"id", "awarded_on desc"},
       {organisation, programme, "fund: 'FUND-3'", "states: [AWARD_STATE_ACTIVE]"});
  List("funding", &v1::FundingService::Stub::ListPayments, {"id", "paid_on desc"},
       {organisation, "award: " + id});
  List("measures", &v1::MeasureService::Stub::ListMeasures, {"number", "objective desc"},
       {"number: 3"});
  List("measures", &v1::MeasureService::Stub::ListReadings, {"as_at", "as_at desc"},
       {"measure: " + id + " all_versions: true"}, true, "measure: " + id);
  List("measures", &v1::MeasureService::Stub::ListHeadlines, {"as_at desc"}, {});
  List("budgets", &v1::BudgetService::Stub::ListBudgetLines, {"year", "name", "amount_pence desc"},
       {"year: '2024-25'", "kinds: [BUDGET_LINE_KIND_SPEND]", "state: BUDGET_LINE_STATE_ACTIVE"},
       false);
  List("insights", &v1::InsightService::Stub::ListInsights, {"id", "heard_on desc"},
       {organisation, programme, "from: '" + day + "' to: '" + day + "'", "theme: 'Theme 3'",
        "ward: 'E05000011'", "kinds: [INSIGHT_KIND_IDEA]", "states: [INSIGHT_STATE_ANSWERED]",
        "community: 'Community 3'", "quotable: true"});
  for (const std::string order : {"id", "noticed_on desc"}) {
    for (const std::string& filter :
         {std::string(), organisation, std::string("states: [CASE_STATE_CLOSED]"),
          std::string("kinds: [CASE_KIND_CONDUCT]")}) {
      Ask("cases", "ListCases by " + order + (filter.empty() ? "" : ", " + filter), lead_,
          &v1::CaseService::Stub::ListCases, "order_by: '" + order + "' " + filter);
    }
  }
  Ask("cases", "ListCaseNotes by id", lead_, &v1::CaseService::Stub::ListCaseNotes,
      "case: '00000000-0000-4000-8000-000000000003'");
  List("risks", &v1::RiskService::Stub::ListRisks, {"number", "score desc"},
       {"kind: RISK_KIND_ISSUE", "state: RISK_STATE_OPEN", "escalated: true", "overdue: true",
        "workstream: 'Workstream 3'"},
       false);
  List("privacy", &v1::PrivacyService::Stub::ListProcessingActivities,
       {"code", "review_due_on desc"},
       {"lawful_basis: LAWFUL_BASIS_CONSENT", "review_overdue: true"}, false);
  List("privacy", &v1::PrivacyService::Stub::ListBreaches, {"discovered_at desc", "due_at"},
       {"states: [BREACH_STATE_OPEN]", "risks: [BREACH_RISK_HIGH]", "overdue: true"}, false);
  List("privacy", &v1::PrivacyService::Stub::ListSubjectRequests, {"received_on desc", "id"},
       {"kinds: [SUBJECT_REQUEST_KIND_ACCESS]", "states: [SUBJECT_REQUEST_STATE_OPEN]",
        "champion: " + id, "overdue: true"},
       false);
  List("privacy", &v1::PrivacyService::Stub::ListPrivacyDue, {"due"}, {}, false);
  List("rights", &v1::RightsService::Stub::ListPrivacyNotices, {"in_force_on", "code desc"}, {},
       false);
  List("rights", &v1::RightsService::Stub::ListChampionBases, {"id"},
       {organisation, "champion: " + id, "purposes: [CHAMPION_PURPOSE_CONTACT]"});
  List("rights", &v1::RightsService::Stub::ListChampionRestrictions, {"id"},
       {organisation, "champion: " + id, "standing: true"});
  List("rights", &v1::RightsService::Stub::ListChampionObjections, {"id"},
       {organisation, "champion: " + id, "states: [OBJECTION_STATE_PENDING]"});
  List("rights", &v1::RightsService::Stub::ListRecipientNotifications, {"id"},
       {organisation, "champion: " + id, "acts: [NOTIFIABLE_ACT_ERASURE]"});
  List("rights", &v1::RightsService::Stub::ListOwedNotifications, {"acted_on desc"},
       {organisation, "champion: " + id, "acts: [NOTIFIABLE_ACT_ERASURE]"});
  Ask("risks", "CheckRisks", admin, &v1::RiskService::Stub::CheckRisks, "");
  Ask("risks", "ListRiskAssessments", admin, &v1::RiskService::Stub::ListRiskAssessments,
      "risk: '3'");
  List("access", &v1::AuditService::Stub::ListAuditEvents, {"record_time", "record_time desc"},
       {organisation, "principal: " + id, "object: 'ORG-3'", "method: 'AmendReach'",
        "method: 'LogReach'", "method: 'AmendReach' principal: " + id + " " + organisation},
       false);
  const auto* fields = v1::TotalsField_descriptor();
  for (int i = 1; i < fields->value_count(); ++i) {
    std::string field = "quarter: '2024-25-Q1' field: " + fields->value(i)->name();
    auto ask = [&](const std::string& name, const std::string& more) {
      Ask("reports", "ExplainTotal " + fields->value(i)->name() + name, bound_,
          &v1::ReportService::Stub::ExplainTotal, field + more);
    };
    ask("", "");
    ask(" as known", " as_known_at { seconds: 1700000000 }");
  }
  Ask("reports", "GetTotals", bound_, &v1::ReportService::Stub::GetTotals, "quarter: '2024-25-Q1'");
  Ask("reports", "GetTotals as known", bound_, &v1::ReportService::Stub::GetTotals,
      "quarter: '2024-25-Q1' as_known_at { seconds: 1700000000 }");
  Embedded();

  for (const auto& [name, reason] : kMayScan) {
    // Not whether it scans: where both ways cost alike, the sample that statistics are made of
    // decides.
    auto slash = name.find('/');
    EXPECT_TRUE(plans_[name.substr(0, slash)].count(name.substr(slash + 1)))
        << name << " is no statement any more: take it off the list";
  }
  bool write = std::getenv("CHAMPIONS_WRITE_PLANS") != nullptr;
  for (const auto& [slice, plans] : plans_) {
    std::string text = "Written by CHAMPIONS_WRITE_PLANS=1 ./tests/run -R plans\n";
    for (const auto& [name, plan] : plans) text += "\n== " + name + "\n" + plan;
    fs::path path = kSource / "tests/plans" / (slice + ".txt");
    if (write) std::ofstream(path) << text;
    EXPECT_EQ(Names(Read(path)), Names(text))
        << path << " is out of date: CHAMPIONS_WRITE_PLANS=1 ./tests/run -R plans";
  }
}

}  // namespace
}  // namespace champions::test
