#include "client-cli/core/fields.h"
#include "client-cli/core/instant.h"
#include "fake_server.h"

namespace champions::cli::test {
namespace {

class ReportTest : public WireTest {
 protected:
  void Serve() {
    reports_.totals = [this](auto*, const v1::GetTotalsRequest& request,
                             v1::GetTotalsResponse* response) {
      seen_ = request;
      response->set_quarter("2024-25-Q2");
      response->set_from("2024-07-01");
      response->set_to("2024-09-30");
      *response->mutable_as_known_at() = ParseInstant("2024-11-07T10:00:00.123456Z");
      response->set_definitions(1);
      if (request.group_by_size() > 0) {
        auto* row = response->add_rows();
        row->set_organisation("RO");
        row->set_reached(1000);
        row->set_contributed_to(5);
      }
      response->mutable_total()->set_recruited_to_date(321);
      response->mutable_total()->set_reached_to_date(12252);
      response->mutable_total()->set_awarded_pence(123450);
      response->mutable_total()->set_paid_pence(77);
      return grpc::Status::OK;
    };
  }

  v1::GetTotalsRequest seen_;
};

constexpr char kTotal[] =
    R"({"recruited":0,"recruited_to_date":321,"trained":0,"trained_to_date":0,"reached":0,)"
    R"("reached_to_date":12252,"new_people":0,"new_people_to_date":0,"signposted":0,)"
    R"("signposted_to_date":0,"impressions":0,"impressions_to_date":0,"activities":0,)"
    R"("activities_to_date":0,"awarded_pence":123450,"awarded_pence_to_date":0})";

// Shows that totals have exactly the contract's keys, in its order, with integers as numbers.
TEST_F(ReportTest, TotalsHaveTheContractsShape) {
  Serve();
  const Ran ran = Run({"report", "totals", "--quarter", "2024-25-Q2", "-o", "json"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(
      Json::parse(ran.out).dump(),
      std::string(R"({"quarter":"2024-25-Q2","from":"2024-07-01","to":"2024-09-30",)") +
          R"("as_known_at":"2024-11-07T10:00:00.123456Z","definitions":1,"rows":[],"total":)" +
          kTotal + "}");
}

// Shows that rows carry only the codes that were asked for by --by.
TEST_F(ReportTest, RowsCarryWhatWasAskedFor) {
  Serve();
  const auto rows = [this](const std::string& by) {
    const Ran ran = Run({"report", "totals", "--quarter", "2024-25-Q2", "--by", by, "-o", "json"});
    EXPECT_EQ(ran.status, 0) << ran.err;
    return Json::parse(ran.out)["rows"][0];
  };
  Json row = rows("organisation");
  EXPECT_EQ(row.size(), 17u);
  EXPECT_EQ(row["organisation"], "RO");
  EXPECT_FALSE(row.contains("programme"));
  row = rows("programme");
  EXPECT_FALSE(row.contains("organisation"));
  row = rows("organisation,programme");
  EXPECT_EQ(row.size(), 18u);
  EXPECT_EQ(row["reached"], 1000);
  EXPECT_EQ(seen_.group_by_size(), 2);
  EXPECT_EQ(Run({"report", "totals", "--quarter", "2024-25-Q2", "--by", "ward"}).status, 2);
}

// Shows that an instant keeps its digits, so that an answer's as_known_at can be asked for again.
TEST_F(ReportTest, AsKnownAtKeepsItsDigits) {
  Serve();
  const Ran ran = Run({"report", "totals", "--quarter", "2024-25-Q2", "--as-known-at",
                       "2024-11-07T11:00:00.123456+01:00", "--organisation", "RO"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  EXPECT_EQ(FormatInstant(seen_.as_known_at()), "2024-11-07T10:00:00.123456Z");
  EXPECT_EQ(seen_.filters().organisations(0), "RO");
  const Ran wrong = Run({"report", "totals", "--quarter", "2024-25-Q2", "--as-known-at", "noon"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_NE(wrong.err.find("--as-known-at: found 'noon'"), std::string::npos);
}

// Shows what people read: figures with separators, money in pounds.
TEST_F(ReportTest, TableIsForPeople) {
  Serve();
  const Ran ran = Run({"report", "totals", "--quarter", "2024-25-Q2", "-o", "table"});
  EXPECT_NE(ran.out.find("2024/25 Q2, 2024-07-01 to 2024-09-30"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("reached              0   12,252"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("£1,234.50"), std::string::npos) << ran.out;
}

// Shows that an explanation has the contract's shape over several pages, and the field's filters.
TEST_F(ReportTest, ExplainsOverPages) {
  v1::ExplainTotalRequest seen;
  reports_.explain = [&](auto*, const v1::ExplainTotalRequest& request,
                         v1::ExplainTotalResponse* response) {
    seen = request;
    response->set_total(-3);
    auto* record = response->add_records();
    record->set_kind("reach");
    record->set_id(request.page_token().empty() ? "a" : "b");
    record->set_on("2024-09-01");
    record->set_organisation("RO");
    record->set_value(request.page_token().empty() ? 4 : -7);
    record->set_external_id("not shown");
    if (request.page_token().empty()) response->set_next_page_token("2");
    return grpc::Status::OK;
  };
  for (const char* format : {"json", "jsonl"}) {
    const Ran ran =
        Run({"report", "explain", "--quarter", "2024-25-Q2", "--field", "reached", "--organisation",
             "RO", "--programme", "CHAMPS", "--to-date", "-o", format});
    ASSERT_EQ(ran.status, 0) << ran.err;
    EXPECT_EQ(
        Json::parse(ran.out).dump(),
        R"({"field":"reached","total":-3,"records":[)"
        R"({"kind":"reach","id":"a","on":"2024-09-01","organisation":"RO","programme":"","value":4},)"
        R"({"kind":"reach","id":"b","on":"2024-09-01","organisation":"RO","programme":"","value":-7}]})");
  }
  EXPECT_TRUE(seen.to_date());
  EXPECT_EQ(seen.field(), v1::TOTALS_FIELD_REACHED);
  EXPECT_EQ(seen.filters().programmes(0), "CHAMPS");
  const Ran wrong = Run({"report", "explain", "--quarter", "2024-25-Q2", "--field", "people"});
  EXPECT_EQ(wrong.status, 2);
  EXPECT_NE(wrong.err.find("--field"), std::string::npos);
}

// Shows that a figure of nothing is an empty list, not an error.
TEST_F(ReportTest, ExplainsNothing) {
  reports_.explain = [](auto*, const auto&, auto*) { return grpc::Status::OK; };
  const Ran ran =
      Run({"report", "explain", "--quarter", "2024-25-Q2", "--field", "new_people", "-o", "json"});
  EXPECT_EQ(Json::parse(ran.out).dump(), R"({"field":"new_people","total":0,"records":[]})");
}

}  // namespace
}  // namespace champions::cli::test
