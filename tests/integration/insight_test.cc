#include <functional>
#include <map>

#include "champions/v1/insight_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Stub = v1::InsightService::Stub;

class InsightTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    MakeOrganisation("OWN");
    MakeOrganisation("OTHER");
    MakeProgramme("ONE");
    coordinator_ = MakeKey(auth::Role::kCoordinator, {"OWN"});
  }
  static v1::LogInsightRequest NewInsight(const std::string& theme = "GP access",
                                          const std::string& heard_on = "2024-08-01",
                                          const std::string& organisation = "OWN") {
    v1::LogInsightRequest request;
    auto* insight = request.mutable_insight();
    insight->set_organisation(organisation);
    insight->set_heard_on(heard_on);
    insight->set_kind(v1::INSIGHT_KIND_BARRIER);
    insight->set_theme(theme);
    insight->set_text("No appointments outside working hours");
    return request;
  }
  v1::Insight Log(const v1::LogInsightRequest& request) {
    v1::LogInsightResponse response;
    auto outcome = As(admin, &Stub::LogInsight, request, &response);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return response.insight();
  }
  Outcome Answer(const std::string& token, const std::string& id,
                 const std::string& on = "2024-09-01", const std::string& response = "We did it") {
    v1::AnswerInsightRequest request;
    request.set_id(id);
    request.set_response(response);
    request.set_responded_on(on);
    v1::AnswerInsightResponse answer;
    auto outcome = As(token, &Stub::AnswerInsight, request, &answer);
    if (outcome.ok()) answered_ = answer.insight();
    return outcome;
  }
  Outcome Withdraw(const std::string& token, const std::string& id,
                   const std::string& reason = "Logged twice") {
    v1::WithdrawInsightRequest request;
    request.set_id(id);
    request.set_reason(reason);
    v1::WithdrawInsightResponse response;
    return As(token, &Stub::WithdrawInsight, request, &response);
  }
  int List(const v1::ListInsightsRequest& request, const std::string& token = "") {
    listed_.Clear();
    auto outcome = As(token.empty() ? admin : token, &Stub::ListInsights, request, &listed_);
    EXPECT_TRUE(outcome.ok()) << outcome;
    return listed_.insights_size();
  }
  // `gp access 2/1; …` of the rows and then the total: how many, and how many are answered.
  std::string Count(const v1::CountInsightsRequest& request, const std::string& token = "") {
    counted_.Clear();
    auto outcome = As(token.empty() ? admin : token, &Stub::CountInsights, request, &counted_);
    EXPECT_TRUE(outcome.ok()) << outcome;
    std::string text;
    auto add = [&](const v1::InsightCount& row) {
      EXPECT_EQ(row.insights(), row.barriers() + row.questions() + row.ideas());
      text += row.group() + " " + std::to_string(row.insights()) + "/" +
              std::to_string(row.answered()) + ";";
    };
    for (const auto& row : counted_.rows()) add(row);
    add(counted_.total());
    return text;
  }

  std::string coordinator_;
  v1::Insight answered_;
  v1::ListInsightsResponse listed_;
  v1::CountInsightsResponse counted_;
};

// Shows that what is logged is what is read, with every field, and leaves its audit event, without
// the text.
TEST_F(InsightTest, WhatIsLoggedIsRead) {
  auto request = NewInsight();
  auto* given = request.mutable_insight();
  given->set_programme("ONE");
  given->set_community("Romanian speakers");
  given->set_topic(v1::REACH_TOPIC_HYPERTENSION);
  given->set_ward("E05013552");
  given->set_quotable(true);
  given->set_quote_permission("the speaker");
  request.set_request_id(NewRequestId());
  v1::LogInsightResponse logged, again;
  ASSERT_TRUE(As(coordinator_, &Stub::LogInsight, request, &logged).ok());
  ASSERT_TRUE(As(coordinator_, &Stub::LogInsight, request, &again).ok());
  EXPECT_EQ(again.DebugString(), logged.DebugString());
  v1::GetInsightRequest get;
  get.set_id(logged.insight().id());
  v1::GetInsightResponse got;
  ASSERT_TRUE(As(coordinator_, &Stub::GetInsight, get, &got).ok());
  EXPECT_EQ(got.insight().DebugString(), logged.insight().DebugString());
  EXPECT_EQ(got.insight().state(), v1::INSIGHT_STATE_OPEN);
  auto stored = got.insight();
  stored.clear_id();
  stored.clear_etag();
  stored.clear_state();
  stored.clear_create_time();
  stored.clear_update_time();
  EXPECT_EQ(stored.DebugString(), given->DebugString());
  EXPECT_EQ(SqlValue("select count(*) from insight"), "1");
  EXPECT_EQ(SqlValue("select method from audit_event where object_kind = 'insight'"),
            "InsightService/LogInsight");
  EXPECT_EQ(SqlValue("select count(*) from audit_event a where a::text like '%appointments%'"),
            "0");
}

// Shows what is not logged: what tells who a person is, what was not heard yet, and what is about
// something that there is not; nothing of it is kept.
TEST_F(InsightTest, LoggingIsRefused) {
  v1::LogInsightResponse response;
  for (const auto& [field, change] : std::map<std::string, std::function<void(v1::Insight*)>>{
           {"insight.text", [](auto* i) { i->set_text("Ring Amina on 07700 900123"); }},
           {"insight.community", [](auto* i) { i->set_community("amina@example.org"); }},
           {"insight.theme", [](auto* i) { i->set_theme("943 476 5919"); }},
           {"insight.quote_permission", [](auto* i) { i->set_quotable(true); }},
           {"insight.heard_on", [](auto* i) { i->set_heard_on("2027-01-01"); }},
           {"insight.kind", [](auto* i) { i->clear_kind(); }},
           {"insight.ward", [](auto* i) { i->set_ward("Marlborough"); }}}) {
    auto request = NewInsight();
    change(request.mutable_insight());
    auto outcome = As(coordinator_, &Stub::LogInsight, request, &response);
    EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << field << outcome;
    ASSERT_EQ(outcome.fields.size(), 1u) << field << outcome;
    EXPECT_EQ(outcome.fields[0].first, field);
    EXPECT_EQ(outcome.message.find("07700"), std::string::npos);
  }
  auto request = NewInsight();
  request.mutable_insight()->set_programme("MISSING");
  EXPECT_EQ(As(coordinator_, &Stub::LogInsight, request, &response).code, grpc::NOT_FOUND);
  EXPECT_EQ(SqlValue("select count(*) from insight"), "0");
}

// Shows that a coordinator writes and reads for the own organisation alone, and that a partner has
// no part in it and an auditor only reads.
TEST_F(InsightTest, EveryOneStaysWithinTheirWalls) {
  auto foreign = Log(NewInsight("Transport", "2024-08-01", "OTHER"));
  auto own = Log(NewInsight());
  v1::LogInsightResponse response;
  auto outcome =
      As(coordinator_, &Stub::LogInsight, NewInsight("x", "2024-08-01", "OTHER"), &response);
  EXPECT_EQ(outcome.code, grpc::NOT_FOUND) << outcome;
  EXPECT_EQ(Answer(coordinator_, foreign.id()).code, grpc::NOT_FOUND);
  EXPECT_EQ(Withdraw(coordinator_, foreign.id()).code, grpc::NOT_FOUND);
  EXPECT_TRUE(Answer(coordinator_, own.id()).ok());
  EXPECT_EQ(List({}, coordinator_), 1);
  EXPECT_EQ(List({}), 2);
  v1::CountInsightsRequest count;
  count.set_group_by(v1::INSIGHT_GROUP_ORGANISATION);
  EXPECT_EQ(Count(count, coordinator_), "OWN 1/1; 1/1;");
  EXPECT_EQ(Count(count), "OTHER 1/0;OWN 1/1; 2/1;");
  count.set_organisation("OTHER");
  EXPECT_EQ(Count(count, coordinator_), " 0/0;");
  auto partner = MakeKey(auth::Role::kPartner, {"OWN"});
  auto auditor = MakeKey(auth::Role::kAuditor);
  EXPECT_EQ(As(partner, &Stub::ListInsights, {}, &listed_).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(As(auditor, &Stub::LogInsight, NewInsight(), &response).code, grpc::PERMISSION_DENIED);
  EXPECT_EQ(List({}, auditor), 2);
  auto manager = MakeKey(auth::Role::kProgrammeManager);
  EXPECT_TRUE(
      As(manager, &Stub::LogInsight, NewInsight("y", "2024-08-01", "OTHER"), &response).ok());
}

// Shows the life of an insight: answered, answered otherwise, withdrawn, and then nothing more.
TEST_F(InsightTest, AnInsightIsAnsweredAndWithdrawn) {
  auto insight = Log(NewInsight());
  for (const char* day : {"2024-07-31", "2027-01-01"}) {
    auto outcome = Answer(admin, insight.id(), day);
    ASSERT_EQ(outcome.fields.size(), 1u) << outcome;
    EXPECT_EQ(outcome.fields[0].first, "responded_on");
  }
  EXPECT_EQ(Answer(admin, insight.id(), "2024-09-01", "Ask a@b.org").fields.size(), 1u);
  ASSERT_TRUE(Answer(admin, insight.id()).ok());
  EXPECT_EQ(answered_.state(), v1::INSIGHT_STATE_ANSWERED);
  ASSERT_TRUE(Answer(admin, insight.id(), "2024-10-01", "We did more").ok());
  EXPECT_EQ(answered_.response(), "We did more");
  EXPECT_EQ(SqlValue("select count(*) from personal_history where kind = 'insight'"), "2");
  EXPECT_EQ(Withdraw(admin, insight.id(), "").code, grpc::INVALID_ARGUMENT);
  ASSERT_TRUE(Withdraw(admin, insight.id()).ok());
  EXPECT_EQ(Withdraw(admin, insight.id()).reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Answer(admin, insight.id()).reason, "TRANSITION_NOT_ALLOWED");
  EXPECT_EQ(Count({}), " 0/0;");
  EXPECT_EQ(List({}), 1);
  EXPECT_EQ(listed_.insights(0).reason(), "Logged twice");
}

// Shows that an update changes what the mask names, minds the etag, keeps the answer, and is held
// to the same rules as logging.
TEST_F(InsightTest, UpdatesChangeWhatIsNamed) {
  auto insight = Log(NewInsight());
  ASSERT_TRUE(Answer(admin, insight.id()).ok());
  v1::UpdateInsightRequest request;
  request.mutable_insight()->set_id(insight.id());
  request.mutable_insight()->set_etag(answered_.etag());
  request.mutable_insight()->set_theme("Opening  Hours");
  request.mutable_insight()->set_text("Not named, not changed");
  request.mutable_update_mask()->add_paths("theme");
  v1::UpdateInsightResponse response;
  auto outcome = As(coordinator_, &Stub::UpdateInsight, request, &response);
  ASSERT_TRUE(outcome.ok()) << outcome;
  EXPECT_EQ(response.insight().theme(), "Opening  Hours");
  EXPECT_EQ(response.insight().text(), insight.text());
  EXPECT_EQ(response.insight().response(), "We did it");
  EXPECT_EQ(response.insight().state(), v1::INSIGHT_STATE_ANSWERED);
  EXPECT_EQ(As(admin, &Stub::UpdateInsight, request, &response).reason, "ETAG_MISMATCH");
  request.mutable_insight()->clear_etag();
  for (const char* path : {"state", "response", "organisation"}) {
    request.clear_update_mask();
    request.mutable_update_mask()->add_paths(path);
    EXPECT_EQ(As(admin, &Stub::UpdateInsight, request, &response).code, grpc::INVALID_ARGUMENT)
        << path;
  }
  request.clear_update_mask();
  request.mutable_update_mask()->add_paths("text");
  request.mutable_insight()->set_text("Ask 07700 900123");
  EXPECT_EQ(As(admin, &Stub::UpdateInsight, request, &response).fields.size(), 1u);
  request.clear_update_mask();
  request.mutable_update_mask()->add_paths("heard_on");
  request.mutable_insight()->set_heard_on("2024-09-02");  // after its answer
  EXPECT_EQ(As(admin, &Stub::UpdateInsight, request, &response).fields.size(), 1u);
  ASSERT_TRUE(Withdraw(admin, insight.id()).ok());
  request.mutable_insight()->set_heard_on("2024-08-02");
  EXPECT_EQ(As(admin, &Stub::UpdateInsight, request, &response).reason, "TRANSITION_NOT_ALLOWED");
}

// Shows that each filter finds exactly what it names.
TEST_F(InsightTest, ListsFindWhatTheyName) {
  auto first = NewInsight("GP access", "2024-07-01");
  first.mutable_insight()->set_ward("E05013552");
  first.mutable_insight()->set_quotable(true);
  first.mutable_insight()->set_quote_permission("group leader");
  auto second = NewInsight(" gp  ACCESS", "2024-09-30");
  second.mutable_insight()->set_kind(v1::INSIGHT_KIND_IDEA);
  second.mutable_insight()->set_topic(v1::REACH_TOPIC_DIABETES);
  auto third = NewInsight("Transport", "2024-10-01");
  third.mutable_insight()->set_programme("ONE");
  third.mutable_insight()->set_community("Somali speakers");
  auto quoted = Log(first), withdrawn = Log(second);
  Log(third);
  ASSERT_TRUE(Answer(admin, quoted.id()).ok());
  ASSERT_TRUE(Withdraw(admin, withdrawn.id()).ok());
  auto count = [&](const std::function<void(v1::ListInsightsRequest*)>& filter) {
    v1::ListInsightsRequest request;
    filter(&request);
    return List(request);
  };
  EXPECT_EQ(count([](auto* r) { r->set_theme("GP Access "); }), 2);
  EXPECT_EQ(count([](auto* r) { r->set_ward("E05013552"); }), 1);
  EXPECT_EQ(count([](auto* r) { r->set_programme("ONE"); }), 1);
  EXPECT_EQ(count([](auto* r) { r->set_organisation("OTHER"); }), 0);
  EXPECT_EQ(count([](auto* r) { r->set_community("somali  speakers"); }), 1);
  EXPECT_EQ(count([](auto* r) { r->add_kinds(v1::INSIGHT_KIND_IDEA); }), 1);
  EXPECT_EQ(count([](auto* r) { r->add_topics(v1::REACH_TOPIC_DIABETES); }), 1);
  EXPECT_EQ(count([](auto* r) { r->add_states(v1::INSIGHT_STATE_WITHDRAWN); }), 1);
  EXPECT_EQ(count([](auto* r) { r->set_quotable(true); }), 1);
  EXPECT_EQ(listed_.insights(0).response(), "We did it");
  EXPECT_EQ(count([](auto* r) { r->set_from("2024-07-01"), r->set_to("2024-09-30"); }), 2);
  EXPECT_EQ(listed_.insights(0).heard_on(), "2024-07-01");
  EXPECT_EQ(count([](auto* r) { r->set_from("2024-10-01"); }), 1);
  v1::ListInsightsRequest pages;
  pages.set_page_size(1);
  pages.set_order_by("heard_on desc");
  std::string days;
  do {
    List(pages);
    for (const auto& insight : listed_.insights()) days += insight.heard_on() + " ";
    pages.set_page_token(listed_.next_page_token());
  } while (!listed_.next_page_token().empty());
  EXPECT_EQ(days, "2024-10-01 2024-09-30 2024-07-01 ");
}

// Shows the counts of a quarter by each group, to its first and last day, without what is
// withdrawn, and that the rows add up to the total.
TEST_F(InsightTest, CountsOfAQuarter) {
  auto log = [&](const std::string& theme, const std::string& on, v1::InsightKind kind,
                 const std::string& community) {
    auto request = NewInsight(theme, on);
    request.mutable_insight()->set_kind(kind);
    request.mutable_insight()->set_community(community);
    return Log(request);
  };
  log("GP access", "2024-07-01", v1::INSIGHT_KIND_BARRIER, "Romanian speakers");
  auto answered = log("GP access", "2024-09-30", v1::INSIGHT_KIND_QUESTION, "");
  log("gp  access", "2024-08-01", v1::INSIGHT_KIND_BARRIER, "romanian speakers");
  log("Transport", "2024-08-01", v1::INSIGHT_KIND_IDEA, "");
  auto withdrawn = log("Transport", "2024-08-01", v1::INSIGHT_KIND_IDEA, "");
  log("Transport", "2024-06-30", v1::INSIGHT_KIND_IDEA, "");
  log("Transport", "2024-10-01", v1::INSIGHT_KIND_IDEA, "");
  ASSERT_TRUE(Answer(admin, answered.id(), "2024-10-01").ok());
  ASSERT_TRUE(Withdraw(admin, withdrawn.id()).ok());
  v1::CountInsightsRequest request;
  request.set_quarter("2024-25-Q2");
  EXPECT_EQ(Count(request), " 4/1;");
  EXPECT_EQ(counted_.from(), "2024-07-01");
  EXPECT_EQ(counted_.to(), "2024-09-30");
  request.set_group_by(v1::INSIGHT_GROUP_THEME);
  EXPECT_EQ(Count(request), "GP access 3/1;Transport 1/0; 4/1;");
  EXPECT_EQ(counted_.left_out(), 0);
  request.set_group_by(v1::INSIGHT_GROUP_KIND);
  EXPECT_EQ(Count(request), "BARRIER 2/0;IDEA 1/0;QUESTION 1/1; 4/1;");
  request.set_group_by(v1::INSIGHT_GROUP_COMMUNITY);
  EXPECT_EQ(Count(request).substr(0, 6), " 2/1;R");
  EXPECT_EQ(counted_.rows(1).insights(), 2);
  request.set_group_by(v1::INSIGHT_GROUP_TOPIC);
  EXPECT_EQ(Count(request), " 4/1; 4/1;");
  request.set_group_by(v1::INSIGHT_GROUP_WARD);
  EXPECT_EQ(Count(request), " 4/1; 4/1;");
  request.clear_quarter();
  request.set_group_by(v1::INSIGHT_GROUP_THEME);
  EXPECT_EQ(Count(request), "GP access 3/1;Transport 3/0; 6/1;");
  request.set_from("2024-09-30");
  EXPECT_EQ(Count(request), "GP access 1/1;Transport 1/0; 2/1;");
  request.set_quarter("2024-25-Q2");
  EXPECT_EQ(As(admin, &Stub::CountInsights, request, &counted_).code, grpc::INVALID_ARGUMENT);
  request.clear_quarter();
  request.set_to("2024-09-29");
  EXPECT_EQ(As(admin, &Stub::CountInsights, request, &counted_).code, grpc::INVALID_ARGUMENT);
  request.Clear();
  request.set_programme("ONE");
  EXPECT_EQ(Count(request), " 0/0;");
}

// Shows that beyond a thousand groups the smallest are left out, and that it is said how many.
TEST_F(InsightTest, AThousandGroupsAreTheMost) {
  Sql("insert into insight (organisation_id, heard_on, kind, theme, theme_key, text) select o.id, "
      "'2024-08-01', 'IDEA', 't' || i / 2, 't' || i / 2, 'x' from organisation o, "
      "generate_series(2, 2004) i where o.code = 'OWN'");
  v1::CountInsightsRequest request;
  request.set_group_by(v1::INSIGHT_GROUP_THEME);
  Count(request);
  EXPECT_EQ(counted_.rows_size(), 1000);
  EXPECT_EQ(counted_.left_out(), 2);
  EXPECT_EQ(counted_.total().insights(), 2003);
  EXPECT_EQ(counted_.rows(999).insights(), 2);
}

// Shows that what people said is not given to reports made outside the server.
TEST_F(InsightTest, ReportsOutsideSeeNoText) {
  for (const char* column :
       {"text", "response", "reason", "quote_permission", "theme", "community"}) {
    EXPECT_EQ(SqlValue(std::string("select has_column_privilege('champions_reader', 'insight', '") +
                       column + "', 'select')"),
              "f")
        << column;
  }
  EXPECT_EQ(SqlValue("select has_column_privilege('champions_reader', 'insight', 'theme_key', "
                     "'select')"),
            "t");
}

}  // namespace
}  // namespace champions::test
