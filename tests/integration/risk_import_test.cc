#include "champions/v1/risk_service.grpc.pb.h"
#include "support/test_server.h"

namespace champions::test {
namespace {

using Stub = v1::RiskService::Stub;

class RiskImportTest : public ServerTest {
 protected:
  // The register of the board paper of 7 November 2024, in short.
  static v1::ImportRisksRequest Paper() {
    v1::ImportRisksRequest request;
    auto add = [&](int number, v1::RiskKind kind, const std::string& raised_on,
                   const std::string& reviewed_on, int probability, int printed) {
      auto* row = request.add_rows();
      row->set_number(number);
      row->set_kind(kind);
      row->set_text("Risk " + std::to_string(number));
      row->set_raised_on(raised_on);
      row->set_last_reviewed_on(reviewed_on);
      row->add_owners("LA");
      row->set_impact(4);
      row->set_probability(probability);
      row->set_printed_score(printed);
      row->set_printed_direction(v1::RISK_DIRECTION_STABLE);
      row->add_actions("A meeting");
      row->add_actions("A plan");
    };
    add(1, v1::RISK_KIND_ISSUE, "2024-04-04", "2024-07-19", 4, 16);
    add(2, v1::RISK_KIND_RISK, "2022-09-26", "2024-05-17", 3, 12);
    add(3, v1::RISK_KIND_ISSUE, "2024-07-29", "", 4, 16);
    return request;
  }
  Outcome Import(const v1::ImportRisksRequest& request) {
    result_.Clear();
    return As(admin, &Stub::ImportRisks, request, &result_);
  }
  std::string Counts() {
    return std::to_string(result_.created()) + " " + std::to_string(result_.amended()) + " " +
           std::to_string(result_.unchanged());
  }
  // Everything that an import could change.
  std::string State() {
    return SqlValue(
        "select string_agg(number || ' ' || version || ' ' || score || ' ' || direction || ' ' || "
        "coalesce(last_reviewed_on::text, '-') || ' ' || "
        "(select count(*) from risk_assessment where risk_id = r.id) || ' ' || "
        "(select count(*) from risk_action where risk_id = r.id), '; ' order by number) from risk "
        "r");
  }
  std::vector<std::string> Check(const std::string& as_at, int page_size = 0) {
    v1::CheckRisksRequest request;
    request.set_as_at(as_at);
    request.set_page_size(page_size);
    std::vector<std::string> findings;
    v1::CheckRisksResponse response;
    do {
      response.Clear();
      auto outcome = As(admin, &Stub::CheckRisks, request, &response);
      EXPECT_TRUE(outcome.ok()) << outcome;
      for (const auto& finding : response.findings()) {
        findings.push_back(finding.subject() + " " + finding.field() + " " + finding.printed() +
                           "|" + finding.computed());
      }
      request.set_page_token(response.next_page_token());
    } while (!response.next_page_token().empty());
    return findings;
  }

  v1::ImportRisksResponse result_;
};

// Shows that a dry run changes nothing, an import creates the register, and the same rows again
// change nothing, with another request_id or without one.
TEST_F(RiskImportTest, TheSameRowsChangeNothing) {
  auto request = Paper();
  request.set_validate_only(true);
  auto outcome = Import(request);
  ASSERT_TRUE(outcome.ok()) << outcome;
  EXPECT_EQ(Counts(), "3 0 0");
  EXPECT_EQ(SqlValue("select count(*) from risk"), "0");
  request.set_validate_only(false);
  request.set_request_id(NewRequestId());
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(Import(request).ok());
    EXPECT_EQ(Counts(), "3 0 0");  // the first answer again
  }
  std::string expected = "1 1 16 NEW 2024-07-19 1 2; 2 1 12 NEW 2024-05-17 1 2; 3 1 16 NEW - 1 2";
  EXPECT_EQ(State(), expected);
  EXPECT_EQ(SqlValue("select count(*) from audit_event where method = 'RiskService/ImportRisks'"),
            "3");
  ASSERT_TRUE(Import(Paper()).ok());
  EXPECT_EQ(Counts(), "0 0 3");
  EXPECT_EQ(State(), expected);
}

// Shows that a later paper appends to the history, adds actions, and amends what differs.
TEST_F(RiskImportTest, ALaterPaperAmends) {
  ASSERT_TRUE(Import(Paper()).ok());
  auto later = Paper();
  later.mutable_rows(0)->set_last_reviewed_on("2024-10-01");
  later.mutable_rows(1)->set_last_reviewed_on("2024-10-01");
  later.mutable_rows(1)->set_probability(4);
  later.mutable_rows(1)->set_printed_score(16);
  later.mutable_rows(1)->set_printed_direction(v1::RISK_DIRECTION_RISING);
  later.mutable_rows(1)->add_actions("Another");
  ASSERT_TRUE(Import(later).ok());
  EXPECT_EQ(Counts(), "0 2 1");
  EXPECT_EQ(result_.results(0).effect(), v1::RISK_ROW_EFFECT_AMENDED);
  EXPECT_EQ(result_.results(2).effect(), v1::RISK_ROW_EFFECT_UNCHANGED);
  std::string expected =
      "1 2 16 STABLE 2024-10-01 2 2; 2 2 16 RISING 2024-10-01 2 3; 3 1 16 NEW - 1 2";
  EXPECT_EQ(State(), expected);
  EXPECT_EQ(Check("2024-11-07"), std::vector<std::string>{"risk 3 last_reviewed_on |"});
  ASSERT_TRUE(Import(later).ok());
  EXPECT_EQ(Counts(), "0 0 3");
  // The older paper cannot bring the older score back, and the refusal changes nothing.
  auto outcome = Import(Paper());
  EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT) << outcome;
  ASSERT_EQ(outcome.fields.size(), 1u);
  EXPECT_EQ(outcome.fields[0].first, "rows[1].last_reviewed_on");
  EXPECT_EQ(State(), expected);
}

// Shows that one wrong row refuses all, and that every error names row and column, what was found
// and what is expected.
TEST_F(RiskImportTest, OneWrongRowRefusesAll) {
  auto request = Paper();
  request.mutable_rows(1)->set_raised_on("2024-02-30");
  request.mutable_rows(1)->set_impact(5);
  request.mutable_rows(2)->clear_kind();
  auto outcome = Import(request);
  EXPECT_EQ(outcome.code, grpc::INVALID_ARGUMENT);
  ASSERT_EQ(outcome.fields.size(), 3u) << outcome;
  EXPECT_EQ(outcome.fields[0].first, "rows[1].raised_on");
  EXPECT_EQ(outcome.fields[0].second, "is '2024-02-30': expected a day that exists, as YYYY-MM-DD");
  EXPECT_EQ(outcome.fields[1].first, "rows[1].impact");
  EXPECT_EQ(outcome.fields[2].first, "rows[2].kind");
  request = Paper();
  request.mutable_rows(2)->set_number(1);
  outcome = Import(request);
  ASSERT_EQ(outcome.fields.size(), 1u) << outcome;
  EXPECT_EQ(outcome.fields[0].first, "rows[2].number");
  request = Paper();
  request.mutable_rows(2)->set_last_reviewed_on("2024-07-28");
  outcome = Import(request);
  ASSERT_EQ(outcome.fields.size(), 1u) << outcome;
  EXPECT_EQ(outcome.fields[0].first, "rows[2].last_reviewed_on");
  EXPECT_EQ(Import({}).code, grpc::INVALID_ARGUMENT);
  EXPECT_EQ(SqlValue("select count(*) from risk"), "0");
}

// Shows that a thousand rows are taken, and none of a thousand and one.
TEST_F(RiskImportTest, AThousandRowsAreTheMost) {
  v1::ImportRisksRequest request;
  for (int i = 1; i <= 1001; ++i) {
    *request.add_rows() = Paper().rows(0);
    request.mutable_rows(i - 1)->set_number(i);
  }
  auto outcome = Import(request);
  ASSERT_EQ(outcome.fields.size(), 1u) << outcome;
  EXPECT_EQ(outcome.fields[0].first, "rows");
  request.mutable_rows()->RemoveLast();
  outcome = Import(request);
  ASSERT_TRUE(outcome.ok()) << outcome;
  EXPECT_EQ(Counts(), "1000 0 0");
  EXPECT_EQ(SqlValue("select count(*) from risk_action"), "2000");
}

// Shows what is found about the paper, page by page or at once: risk 3 has no date of review, and
// the others were reviewed too long ago.
TEST_F(RiskImportTest, TheChecksFindWhatThePaperHas) {
  ASSERT_TRUE(Import(Paper()).ok());
  std::vector<std::string> expected = {"risk 1 last_reviewed_on 2024-07-19|111 days",
                                       "risk 2 last_reviewed_on 2024-05-17|174 days",
                                       "risk 3 last_reviewed_on |"};
  EXPECT_EQ(Check("2024-11-07"), expected);
  EXPECT_EQ(Check("2024-11-07", 1), expected);
  EXPECT_EQ(Check("2024-08-14"), std::vector<std::string>{"risk 3 last_reviewed_on |"});
  auto wrong = Paper();
  wrong.mutable_rows(1)->set_printed_score(15);
  wrong.mutable_rows(1)->set_printed_escalated(false);
  wrong.mutable_rows(1)->clear_owners();
  wrong.mutable_rows(2)->set_printed_escalated(true);
  ASSERT_TRUE(Import(wrong).ok());
  expected = {"risk 2 score 15|12", "risk 2 escalated false|true", "risk 2 owners |",
              "risk 3 last_reviewed_on |"};
  EXPECT_EQ(Check("2024-08-14"), expected);
  // What was printed is history once the risk is looked at again.
  v1::ReviewRiskRequest review;
  review.set_id("2");
  review.set_on("2024-08-14");
  v1::ReviewRiskResponse reviewed;
  ASSERT_TRUE(As(admin, &Stub::ReviewRisk, review, &reviewed).ok());
  EXPECT_EQ(reviewed.risk().printed_score(), 0);
  expected = {"risk 2 owners |", "risk 3 last_reviewed_on |"};
  EXPECT_EQ(Check("2024-08-14"), expected);
}

}  // namespace
}  // namespace champions::test
