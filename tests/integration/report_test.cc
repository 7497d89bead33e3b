#include <atomic>
#include <future>
#include <thread>

#include "champions/v1/activity_service.grpc.pb.h"
#include "champions/v1/reach_service.grpc.pb.h"
#include "champions/v1/report_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Reports = v1::ReportService::Stub;

class ReportTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    for (auto* code : {"VAH", "HACAS"}) MakeOrganisation(code);
    for (auto* code : {"MH", "OOH"}) MakeProgramme(code);
  }

  void Log(const std::string& organisation, const std::string& programme, const std::string& on,
           int people, const std::string& activity = "") {
    v1::LogReachRequest request;
    auto* reach = request.mutable_reach();
    reach->set_organisation(organisation);
    reach->set_programme(programme);
    reach->set_occurred_on(on);
    reach->set_mode(v1::REACH_MODE_GROUP);
    reach->set_topic(v1::REACH_TOPIC_OTHER);
    reach->set_people(people);
    reach->set_activity(activity);
    v1::LogReachResponse response;
    auto outcome = As(admin, &v1::ReachService::Stub::LogReach, request, &response);
    ASSERT_TRUE(outcome.ok()) << outcome;
  }

  Outcome Ask(const v1::GetTotalsRequest& request, const std::string& token = "") {
    answer_.Clear();
    return As(token.empty() ? admin : token, &Reports::GetTotals, request, &answer_);
  }

  static v1::GetTotalsRequest Quarter(const std::string& quarter) {
    v1::GetTotalsRequest request;
    request.set_quarter(quarter);
    return request;
  }

  v1::GetTotalsResponse answer_;
};

// Shows that a quarter holds its first and last day, and nothing of the days beside them.
TEST_F(ReportTest, QuartersHoldTheirDays) {
  Log("VAH", "MH", "2024-06-30", 1);
  Log("VAH", "MH", "2024-07-01", 10);
  Log("VAH", "MH", "2024-09-30", 100);
  Log("VAH", "MH", "2024-10-01", 1000);
  ASSERT_TRUE(Ask(Quarter("2024-25-Q2")).ok());
  EXPECT_EQ(answer_.from(), "2024-07-01");
  EXPECT_EQ(answer_.to(), "2024-09-30");
  EXPECT_EQ(answer_.total().reached(), 110);
  EXPECT_EQ(answer_.total().reached_to_date(), 111);
  EXPECT_EQ(answer_.rows_size(), 0);
  EXPECT_EQ(answer_.definitions(), 1);
}

// Shows that a session at 00:30 British Summer Time on 1 July belongs to Q2, though it is still
// June in UTC.
TEST_F(ReportTest, DaysAreThoseOfLondon) {
  v1::CreateActivityRequest request;
  auto* activity = request.mutable_activity();
  activity->set_organisation("VAH");
  activity->set_programme("MH");
  activity->set_name("After midnight");
  activity->set_kind(v1::ACTIVITY_KIND_OUTREACH);
  activity->mutable_starts_at()->set_seconds(1719790200);  // 2024-06-30T23:30:00Z
  v1::CreateActivityResponse created;
  ASSERT_TRUE(As(admin, &v1::ActivityService::Stub::CreateActivity, request, &created).ok());
  ASSERT_TRUE(Ask(Quarter("2024-25-Q1")).ok());
  EXPECT_EQ(answer_.total().activities(), 0);
  ASSERT_TRUE(Ask(Quarter("2024-25-Q2")).ok());
  EXPECT_EQ(answer_.total().activities(), 1);
}

// Shows the groupings and filters, and that a champion of two programmes is one overall and one in
// each.
TEST_F(ReportTest, GroupsAndFilters) {
  Sql("insert into champion (organisation_id, state, recruited_on) select id, 'ACTIVE', "
      "'2024-07-05' "
      "from organisation where code = 'VAH'");
  Sql("insert into enrolment (organisation_id, champion_id, programme_id, enrolled_on) select "
      "c.organisation_id, c.id, p.id, '2024-10-02' from champion c, programme p");
  Sql("select post_champions(array_agg(id)) from champion");
  Log("VAH", "MH", "2024-07-01", 5);
  Log("HACAS", "OOH", "2024-07-01", 7);

  auto request = Quarter("2024-25-Q3");
  request.add_group_by(v1::TOTALS_GROUP_PROGRAMME);
  ASSERT_TRUE(Ask(request).ok());
  ASSERT_EQ(answer_.rows_size(), 2);
  EXPECT_EQ(answer_.rows(0).programme(), "MH");
  EXPECT_EQ(answer_.rows(0).organisation(), "");
  EXPECT_EQ(answer_.rows(0).recruited(), 1);
  EXPECT_EQ(answer_.rows(1).recruited_to_date(), 1);
  EXPECT_EQ(answer_.total().recruited(), 0);
  EXPECT_EQ(answer_.total().recruited_to_date(), 1);

  request = Quarter("2024-25-Q2");
  request.add_group_by(v1::TOTALS_GROUP_ORGANISATION);
  ASSERT_TRUE(Ask(request).ok());
  ASSERT_EQ(answer_.rows_size(), 2);
  EXPECT_EQ(answer_.rows(0).organisation(), "HACAS");
  EXPECT_EQ(answer_.rows(1).recruited(), 1);
  request.mutable_filters()->add_organisations("HACAS");
  ASSERT_TRUE(Ask(request).ok());
  EXPECT_EQ(answer_.rows_size(), 1);
  EXPECT_EQ(answer_.total().reached(), 7);

  auto coordinator = MakeKey(auth::Role::kCoordinator, {"VAH"});
  ASSERT_TRUE(Ask(Quarter("2024-25-Q2"), coordinator).ok());
  EXPECT_EQ(answer_.total().reached(), 5);
}

// Shows that a joint session counts once, for its lead, and that its partner sees it apart.
TEST_F(ReportTest, JointSessionsCountOnce) {
  Sql("insert into activity (organisation_id, external_id, programme_id, name, kind, starts_at, "
      "partner_ids) "
      "select o.id, 'JOINT', p.id, 'Joint', 'OUTREACH', '2024-07-01 10:00Z', array[h.id] from "
      "organisation o, "
      "organisation h, programme p where o.code = 'VAH' and h.code = 'HACAS' and p.code = 'MH'");
  Sql("select post_activities(array_agg(id)) from activity");
  Log("VAH", "MH", "2024-07-01", 40, "JOINT");
  auto request = Quarter("2024-25-Q2");
  request.add_group_by(v1::TOTALS_GROUP_ORGANISATION);
  request.set_include_contributed_to(true);
  ASSERT_TRUE(Ask(request).ok());
  EXPECT_EQ(answer_.total().reached(), 40);
  EXPECT_EQ(answer_.total().contributed_to(), 0);
  for (const auto& row : answer_.rows()) {
    EXPECT_EQ(row.reached(), row.organisation() == "VAH" ? 40 : 0);
    EXPECT_EQ(row.contributed_to(), row.organisation() == "HACAS" ? 40 : 0);
  }
  EXPECT_EQ(answer_.rows_size(), 2);
  auto partner = MakeKey(auth::Role::kCoordinator, {"HACAS"});
  ASSERT_TRUE(Ask(request, partner).ok());
  ASSERT_EQ(answer_.rows_size(), 1);
  EXPECT_EQ(answer_.rows(0).contributed_to_to_date(), 40);
  request.add_group_by(v1::TOTALS_GROUP_PROGRAMME);
  EXPECT_EQ(Ask(request).fields[0].first, "include_contributed_to");
}

// Shows that a certificate counts until the day it expires, and a later completion renews it, while
// the milestone stays.
TEST_F(ReportTest, CertifiedUntilExpiry) {
  Sql("insert into course (code, name, valid_months) values ('SAFE', 'Safeguarding', 12), ('IND', "
      "'Induction', 0)");
  Sql("insert into course_requirement (course_id, programme_id) select c.id, p.id from course c, "
      "programme p "
      "where p.code = 'MH'");
  Sql("insert into champion (organisation_id, state, recruited_on) select id, 'ACTIVE', "
      "'2024-01-05' "
      "from organisation where code = 'VAH'");
  Sql("insert into enrolment (organisation_id, champion_id, programme_id, enrolled_on) select "
      "c.organisation_id, c.id, p.id, '2024-01-05' from champion c, programme p");
  auto complete = [&](const std::string& course, const std::string& on) {
    Sql("insert into training_record (organisation_id, champion_id, course_id, completed_on, "
        "outcome) select "
        "h.organisation_id, h.id, c.id, '" +
        on + "', 'COMPLETED' from champion h, course c where c.code = '" + course + "'");
    Sql("select post_champions(array_agg(id)) from champion");
  };
  auto certified = [&](const std::string& on) {
    v1::CountCertifiedRequest request;
    request.set_on(on);
    request.add_group_by(v1::TOTALS_GROUP_PROGRAMME);
    v1::CountCertifiedResponse response;
    EXPECT_TRUE(As(admin, &Reports::CountCertified, request, &response).ok());
    // The programme that requires nothing certifies nobody.
    EXPECT_EQ(response.rows_size(), response.certified());
    return response.certified();
  };
  complete("IND", "2024-02-01");
  EXPECT_EQ(certified("2024-02-01"), 0);
  complete("SAFE", "2024-02-29");
  EXPECT_EQ(certified("2024-02-28"), 0);
  EXPECT_EQ(certified("2024-02-29"), 1);
  EXPECT_EQ(certified("2025-02-27"), 1);
  EXPECT_EQ(certified("2025-02-28"), 0);
  complete("SAFE", "2025-02-01");
  EXPECT_EQ(certified("2025-02-28"), 1);
  ASSERT_TRUE(Ask(Quarter("2025-26-Q4")).ok());
  EXPECT_EQ(answer_.total().trained_to_date(), 1);
}

// Shows that of callers who are answered together, some of whom see everything and some do not,
// each gets all that was acknowledged before they asked, whatever is committed between the
// statements.
TEST_F(ReportTest, TotalsHoldWhatWasAcknowledgedBefore) {
  auto coordinator = MakeKey(auth::Role::kCoordinator, {"VAH"});
  std::atomic<int> acknowledged{0}, answers{0};
  std::atomic<bool> over{false};
  std::vector<std::thread> threads;
  for (const auto& token : {admin, coordinator, admin, coordinator}) {
    for (const auto* quarter : {"2024-25-Q2", "2024-25-Q3"}) {
      threads.emplace_back([&, token, quarter] {
        while (!over) {
          int before = acknowledged;
          v1::GetTotalsResponse response;
          auto outcome = As(token, &Reports::GetTotals, Quarter(quarter), &response);
          EXPECT_TRUE(outcome.ok()) << outcome;
          EXPECT_GE(response.total().reached_to_date(), before);
          ++answers;
        }
      });
    }
  }
  auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(1'500);
  while (std::chrono::steady_clock::now() < end) {
    Log("VAH", "MH", "2024-09-30", 1);
    ++acknowledged;
  }
  over = true;
  for (auto& thread : threads) thread.join();
  EXPECT_GT(answers, 100);
  ASSERT_TRUE(Ask(Quarter("2024-25-Q2")).ok());
  EXPECT_EQ(answer_.total().reached(), acknowledged);
}

// Shows that the future cannot be known.
TEST_F(ReportTest, TheFutureIsRefused) {
  auto request = Quarter("2024-25-Q2");
  request.mutable_as_known_at()->set_seconds(std::time(nullptr) + 3600);
  auto refused = Ask(request);
  EXPECT_EQ(refused.code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(refused.reason, "INSTANT_IN_FUTURE");
}

// Shows that a question about the past waits for a writer that may still record something by then,
// counts what it records, and gives up with NOT_SETTLED when the writer takes too long.
TEST_F(ReportTest, ThePastWaitsForWritersInFlight) {
  pqxx::connection connection("host=" + config_.database_host +
                              " user=postgres dbname=" + database);
  auto write = [&](pqxx::work& writer) {
    // A share of the rollup that no server's connection has: which one follows from the process id.
    writer.exec("set local app.rollup_shard = 4");
    writer.exec(
        "insert into ledger_entry (organisation_id, programme_id, scope, counts_on, source_kind, "
        "source_id, activities, recorded_at) select o.id, p.id, 'BOTH', '2024-07-01', 'ACTIVITY', "
        "new_id(), 1, ledger_instant() from organisation o, programme p where o.code = 'VAH' and "
        "p.code = 'MH'");
  };
  auto request = Quarter("2024-25-Q2");
  {
    pqxx::work writer(connection);
    write(writer);
    Log("VAH", "MH", "2024-07-01", 3);  // recorded later, committed earlier
    ASSERT_TRUE(Ask(Quarter("2024-25-Q2")).ok());
    EXPECT_EQ(answer_.total().activities(), 0);
    *request.mutable_as_known_at() = answer_.as_known_at();
    auto waiting = std::async(std::launch::async, [&] { return Ask(request); });
    EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds(300)), std::future_status::timeout);
    writer.commit();
    ASSERT_TRUE(waiting.get().ok());
    EXPECT_EQ(answer_.total().activities(), 1);
    EXPECT_EQ(answer_.total().reached(), 3);
  }
  {
    pqxx::work writer(connection);
    write(writer);
    ASSERT_TRUE(Ask(Quarter("2024-25-Q2")).ok());
    *request.mutable_as_known_at() = answer_.as_known_at();
    v1::GetTotalsResponse response;
    Reports stub(channel_);
    grpc::ClientContext context;
    Prepare(context, admin);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(2));
    auto outcome = OutcomeOf(stub.GetTotals(&context, request, &response));
    EXPECT_EQ(outcome.code, grpc::ABORTED);
    EXPECT_EQ(outcome.reason, "NOT_SETTLED");
  }
  // The entries stand for no record: back to what the records say, for the recount.
  Sql("select unpost('ACTIVITY', array_agg(source_id)) from ledger_entry where source_kind = "
      "'ACTIVITY'");
}

// Shows that it waits for nobody else who holds a lock of the server's: who closes blocks of the
// audit log, makes a checkpoint or imports without having recorded anything.
TEST_F(ReportTest, ThePastWaitsForNobodyElse) {
  Log("VAH", "MH", "2024-07-01", 3);
  ASSERT_TRUE(Ask(Quarter("2024-25-Q2")).ok());
  auto request = Quarter("2024-25-Q2");
  *request.mutable_as_known_at() = answer_.as_known_at();
  pqxx::connection connection("host=" + config_.database_host +
                              " user=postgres dbname=" + database);
  for (int lock : {1, 2, 3, 4, 12}) {
    pqxx::work other(connection);
    other.exec("select pg_advisory_xact_lock(1279609159, " + std::to_string(lock) + ")");
    auto waiting = std::async(std::launch::async, [&] { return Ask(request); });
    EXPECT_EQ(waiting.wait_for(std::chrono::seconds(2)), std::future_status::ready) << lock;
    other.abort();
    ASSERT_TRUE(waiting.get().ok());
    EXPECT_EQ(answer_.total().reached(), 3);
  }
}

// Shows that the records of all pages add up to the figure, each once, for every field and filter.
TEST_F(ReportTest, ExplanationsAddUp) {
  for (int i = 0; i < 25; ++i) {
    Log(i % 3 == 0 ? "HACAS" : "VAH", i % 2 == 0 ? "MH" : "OOH",
        i % 5 == 0 ? "2024-06-30" : "2024-08-1" + std::to_string(i % 5), i);
  }
  for (bool to_date : {false, true}) {
    for (auto* programme : {"", "MH"}) {
      v1::ExplainTotalRequest request;
      request.set_quarter("2024-25-Q2");
      request.set_field(v1::TOTALS_FIELD_REACHED);
      request.set_to_date(to_date);
      request.set_page_size(4);
      if (*programme != 0) request.mutable_filters()->add_programmes(programme);
      int64_t sum = 0;
      std::set<std::string> ids;
      v1::ExplainTotalResponse page;
      do {
        page.Clear();
        ASSERT_TRUE(As(admin, &Reports::ExplainTotal, request, &page).ok());
        for (const auto& record : page.records()) {
          sum += record.value();
          EXPECT_TRUE(ids.insert(record.id()).second);
          EXPECT_EQ(record.kind(), "reach");
        }
        request.set_page_token(page.next_page_token());
      } while (!page.next_page_token().empty());
      EXPECT_EQ(sum, page.total());
      auto totals = Quarter("2024-25-Q2");
      if (*programme != 0) totals.mutable_filters()->add_programmes(programme);
      ASSERT_TRUE(Ask(totals).ok());
      EXPECT_EQ(sum, to_date ? answer_.total().reached_to_date() : answer_.total().reached());
    }
  }
}

// Shows that a figure of organisations or programmes that do not exist, or that the caller may not
// see, is 0 and made of nothing.
TEST_F(ReportTest, NothingIsExplainedByNothing) {
  Log("VAH", "MH", "2024-07-01", 10);
  auto foreign = MakeKey(auth::Role::kPartner, {"HACAS"});
  v1::ExplainTotalRequest request;
  request.set_quarter("2024-25-Q2");
  request.set_field(v1::TOTALS_FIELD_REACHED);
  auto expect = [&](const std::string& token, int64_t total) {
    v1::ExplainTotalResponse response;
    auto outcome = As(token, &Reports::ExplainTotal, request, &response);
    ASSERT_TRUE(outcome.ok()) << outcome;
    EXPECT_EQ(response.total(), total);
    EXPECT_EQ(response.records_size(), total == 0 ? 0 : 1);
  };
  expect(admin, 10);
  expect(foreign, 0);
  for (const char* organisation : {"NOBODY", "VAH"}) {
    request.mutable_filters()->clear_organisations();
    request.mutable_filters()->add_organisations(organisation);
    expect(foreign, 0);
    expect(admin, std::string(organisation) == "VAH" ? 10 : 0);
  }
  request.mutable_filters()->add_programmes("NONE");
  expect(admin, 0);
}

}  // namespace
}  // namespace champions::test
