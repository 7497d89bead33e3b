// The rules of the register, as docs/figures.md writes them.
#include "risks/risk.h"

#include <gtest/gtest.h>

#include "base/refusal.h"
#include "risks/risk_check.h"
#include "risks/risk_import.h"

namespace champions::risks {
namespace {

constexpr const char* kToday = "2024-11-07";

Risk SomeRisk() {
  Risk risk;
  risk.number = 2;
  risk.kind = "RISK";
  risk.text = "A risk";
  risk.owners = {"LA"};
  risk.raised_on = "2022-09-26";
  risk.last_reviewed_on = "2024-10-17";
  risk.assessed_on = "2024-10-17";
  risk.first_assessed_on = "2024-05-17";
  risk.impact = 4;
  risk.probability = 3;
  risk.direction = "STABLE";
  risk.state = "OPEN";
  return risk;
}

Row SomeRow() {
  return {.number = 2,
          .kind = "RISK",
          .text = "A risk",
          .raised_on = "2022-09-26",
          .last_reviewed_on = "2024-10-17",
          .owners = {"LA"},
          .impact = 4,
          .probability = 3};
}

std::string Fields(const std::vector<Finding>& findings) {
  std::string fields;
  for (const auto& finding : findings) fields += finding.field + " ";
  return fields;
}

std::string Places(const std::vector<FieldViolation>& violations) {
  std::string places;
  for (const auto& violation : violations) places += violation.field + " ";
  return places;
}

// What a row does, or the places that are wrong with it.
std::string EffectOf(const Row& row, const std::optional<Risk>& stored) {
  std::vector<FieldViolation> violations;
  auto planned = PlanRow(row, stored, "rows[0]", kToday, &violations);
  return violations.empty() ? planned.effect : Places(violations);
}

// Shows that a score is compared with the one before it, whatever made it up.
TEST(RiskRulesTest, DirectionComparesWithTheScoreBefore) {
  EXPECT_EQ(DirectionOf(std::nullopt, 16), "NEW");
  EXPECT_EQ(DirectionOf(12, 16), "RISING");
  EXPECT_EQ(DirectionOf(16, 12), "FALLING");
  EXPECT_EQ(DirectionOf(12, 12), "STABLE");
}

// Shows that 12 is escalated and 11 (which no two numbers make) or 9 is not, nor a closed one.
TEST(RiskRulesTest, TwelveOrMoreIsEscalated) {
  auto risk = SomeRisk();
  EXPECT_TRUE(IsEscalated(risk));
  risk.probability = 4;
  EXPECT_TRUE(IsEscalated(risk));
  risk.impact = risk.probability = 3;
  EXPECT_FALSE(IsEscalated(risk));
  risk.impact = risk.probability = 4;
  risk.state = "CLOSED";
  EXPECT_FALSE(IsEscalated(risk));
}

// Shows the edge of 90 days, over the end of a leap year's February, and that never is overdue too.
TEST(RiskRulesTest, AReviewIsOverdueFromNinetyDaysOn) {
  auto risk = SomeRisk();
  risk.last_reviewed_on = "2024-01-01";
  EXPECT_FALSE(IsReviewOverdue(risk, "2024-03-30"));
  EXPECT_TRUE(IsReviewOverdue(risk, "2024-03-31"));
  EXPECT_EQ(LastOverdueReview("2024-03-31"), "2024-01-01");
  EXPECT_EQ(DaysBetween("2024-01-01", "2024-03-31"), 90);
  EXPECT_FALSE(IsReviewOverdue(risk, "2023-12-31"));
  risk.last_reviewed_on.clear();
  EXPECT_TRUE(IsReviewOverdue(risk, "2022-09-26"));
  EXPECT_FALSE(IsReviewOverdue(risk, "2022-09-25"));  // not raised yet
  risk.state = "CLOSED";
  EXPECT_FALSE(IsReviewOverdue(risk, kToday));
}

// Shows that an action is overdue the day after it was due, and never once it is done.
TEST(RiskRulesTest, AnActionIsOverdueAfterItsDay) {
  Action action{.text = "Do it", .due_on = "2024-11-06"};
  EXPECT_TRUE(IsOverdue(action, kToday));
  action.due_on = kToday;
  EXPECT_FALSE(IsOverdue(action, kToday));
  action.due_on = "2024-11-06";
  action.done_on = kToday;
  EXPECT_FALSE(IsOverdue(action, kToday));
  action.done_on.clear();
  action.due_on.clear();
  EXPECT_FALSE(IsOverdue(action, kToday));
}

// Shows which verbs an open and a closed risk allow.
TEST(RiskRulesTest, VerbsFollowTheState) {
  EXPECT_EQ(StateAfter("CloseRisk", "OPEN"), "CLOSED");
  EXPECT_EQ(StateAfter("ReopenRisk", "CLOSED"), "OPEN");
  for (const char* verb : {"AssessRisk", "ReviewRisk", "AddRiskAction"}) {
    EXPECT_EQ(StateAfter(verb, "OPEN"), "OPEN") << verb;
    EXPECT_THROW(StateAfter(verb, "CLOSED"), Refusal) << verb;
  }
  EXPECT_THROW(StateAfter("ReopenRisk", "OPEN"), Refusal);
  EXPECT_THROW(StateAfter("CloseRisk", "CLOSED"), Refusal);
}

// Shows that an entry moves the score, its direction and the day of review, and that what a paper
// printed before is no longer compared.
TEST(RiskRulesTest, AnAssessmentMovesWhatIsKeptWithTheRisk) {
  auto risk = SomeRisk();
  risk.printed_score = 12;
  risk.printed_direction = "STABLE";
  risk.printed_escalated = true;
  auto after = After(risk, {"2024-11-01", 2, 3, false, ""});
  EXPECT_EQ(after.score(), 6);
  EXPECT_EQ(after.direction, "FALLING");
  EXPECT_EQ(after.assessed_on, "2024-11-01");
  EXPECT_EQ(after.last_reviewed_on, "2024-11-01");
  EXPECT_EQ(after.printed_score, 0);
  EXPECT_EQ(after.printed_direction, "");
  EXPECT_FALSE(after.printed_escalated);
  EXPECT_EQ(After(after, {"2024-11-02", 2, 3, true, ""}).direction, "STABLE");
}

// Shows that days that cannot be are refused, each by its field.
TEST(RiskRulesTest, DaysAreHeldAgainstEachOther) {
  auto risk = SomeRisk();
  EXPECT_EQ(Places(CheckRisk(risk, "risk", kToday)), "");
  risk.last_reviewed_on = "2022-09-25";
  EXPECT_EQ(Places(CheckRisk(risk, "risk", kToday)), "risk.last_reviewed_on ");
  risk.last_reviewed_on = "2024-11-08";
  EXPECT_EQ(Places(CheckRisk(risk, "risk", kToday)), "risk.last_reviewed_on ");
  risk = SomeRisk();
  risk.raised_on = "2024-05-18";  // after its first assessment
  EXPECT_EQ(Places(CheckRisk(risk, "risk", kToday)), "risk.raised_on ");
  risk = SomeRisk();
  risk.impact = 0;
  risk.probability = 5;
  EXPECT_EQ(Places(CheckRisk(risk, "risk", kToday)), "risk.impact risk.probability ");
  EXPECT_THROW(CheckDay(risk, "2024-11-08", kToday), Refusal);
  EXPECT_THROW(CheckDay(risk, "2024-10-16", kToday), Refusal);
  EXPECT_NO_THROW(CheckDay(risk, "2024-10-17", kToday));
  EXPECT_NO_THROW(CheckDay(risk, kToday, kToday));
}

// Shows that a risk with nothing odd about it gives no finding, and each oddity exactly one.
TEST(RiskCheckTest, EachOddityIsOneFinding) {
  EXPECT_EQ(Fields(CheckFindings(SomeRisk(), kToday)), "");
  auto risk = SomeRisk();
  risk.printed_score = 15;
  auto findings = CheckFindings(risk, kToday);
  ASSERT_EQ(Fields(findings), "score ");
  EXPECT_EQ(findings[0].subject, "risk 2");
  EXPECT_EQ(findings[0].printed, "15");
  EXPECT_EQ(findings[0].computed, "12");
  EXPECT_EQ(findings[0].explanation, "impact 4 (Severe) x probability 3 (Likely) = 12");

  risk = SomeRisk();
  risk.printed_score = 12;
  risk.printed_direction = "STABLE";
  risk.printed_escalated = true;
  EXPECT_EQ(Fields(CheckFindings(risk, kToday)), "");
  risk.printed_escalated = false;
  risk.printed_direction = "RISING";
  EXPECT_EQ(Fields(CheckFindings(risk, kToday)), "direction escalated ");
  risk.direction = "NEW";  // one entry says nothing about the one before it
  EXPECT_EQ(Fields(CheckFindings(risk, kToday)), "escalated ");

  risk = SomeRisk();
  risk.last_reviewed_on.clear();
  EXPECT_EQ(Fields(CheckFindings(risk, kToday)), "last_reviewed_on ");
  risk.last_reviewed_on = "2024-07-19";
  findings = CheckFindings(risk, kToday);
  ASSERT_EQ(Fields(findings), "last_reviewed_on ");
  EXPECT_EQ(findings[0].printed, "2024-07-19");
  EXPECT_EQ(findings[0].computed, "111 days");

  risk = SomeRisk();
  risk.owners.clear();
  risk.actions = {{.text = "Late", .due_on = "2024-11-01"}, {.text = "Not", .due_on = kToday}};
  EXPECT_EQ(Fields(CheckFindings(risk, kToday)), "owners actions ");
  risk.state = "CLOSED";
  EXPECT_EQ(Fields(CheckFindings(risk, kToday)), "");
}

// Shows what a row does to a register that does not have it, has it, or has it otherwise.
TEST(RiskImportPlanTest, ARowCreatesAmendsOrChangesNothing) {
  auto row = SomeRow();
  EXPECT_EQ(EffectOf(row, std::nullopt), "CREATED");
  EXPECT_EQ(EffectOf(row, SomeRisk()), "UNCHANGED");
  row.text = "Another text";
  EXPECT_EQ(EffectOf(row, SomeRisk()), "AMENDED");
  row = SomeRow();
  row.printed_score = 15;
  EXPECT_EQ(EffectOf(row, SomeRisk()), "AMENDED");
  row = SomeRow();
  row.actions = {"Known", "New", "New"};
  auto stored = SomeRisk();
  stored.actions = {{.text = "Known"}};
  std::vector<FieldViolation> violations;
  auto planned = PlanRow(row, stored, "rows[0]", kToday, &violations);
  EXPECT_EQ(planned.effect, "AMENDED");
  EXPECT_EQ(planned.new_actions, std::vector<std::string>{"New"});
  EXPECT_FALSE(planned.appended);
}

// Shows that a row's score is assessed on its day of review, or on the day it was raised.
TEST(RiskImportPlanTest, AScoreHoldsOnTheDayOfReview) {
  std::vector<FieldViolation> violations;
  auto row = SomeRow();
  EXPECT_EQ(PlanRow(row, std::nullopt, "rows[0]", kToday, &violations).appended->on, "2024-10-17");
  row.last_reviewed_on.clear();
  auto planned = PlanRow(row, std::nullopt, "rows[0]", kToday, &violations);
  EXPECT_EQ(planned.appended->on, "2022-09-26");
  EXPECT_EQ(planned.risk.last_reviewed_on, "");

  row = SomeRow();
  row.last_reviewed_on = "2024-11-01";
  planned = PlanRow(row, SomeRisk(), "rows[0]", kToday, &violations);
  ASSERT_TRUE(planned.appended);
  EXPECT_TRUE(planned.appended->is_review);
  EXPECT_EQ(planned.risk.direction, "STABLE");
  row.probability = 4;
  planned = PlanRow(row, SomeRisk(), "rows[0]", kToday, &violations);
  ASSERT_TRUE(planned.appended);
  EXPECT_FALSE(planned.appended->is_review);
  EXPECT_EQ(planned.risk.direction, "RISING");
  EXPECT_TRUE(violations.empty());
}

// Shows that an older row takes no later review away, and cannot bring its score back.
TEST(RiskImportPlanTest, AnOlderRowTakesNothingBack) {
  auto row = SomeRow();
  row.last_reviewed_on = "2024-05-17";
  EXPECT_EQ(EffectOf(row, SomeRisk()), "UNCHANGED");
  row.impact = 3;
  EXPECT_EQ(EffectOf(row, SomeRisk()), "rows[0].last_reviewed_on ");
}

// Shows that a closed risk is not changed by a row, and that nothing beyond the limits comes in.
TEST(RiskImportPlanTest, RowsAreRefusedByTheirPlace) {
  auto closed = SomeRisk();
  closed.state = "CLOSED";
  auto row = SomeRow();
  EXPECT_EQ(EffectOf(row, closed), "UNCHANGED");
  row.text = "Another text";
  EXPECT_EQ(EffectOf(row, closed), "rows[0].number ");
  row = SomeRow();
  row.raised_on = "2024-11-08";
  row.last_reviewed_on.clear();
  EXPECT_EQ(EffectOf(row, std::nullopt), "rows[0].raised_on ");
  row = SomeRow();
  auto full = SomeRisk();
  for (size_t i = 0; i < kMostActions; ++i) full.actions.push_back({.text = std::to_string(i)});
  row.actions = {"99"};
  EXPECT_EQ(EffectOf(row, full), "UNCHANGED");
  row.actions = {"100"};
  EXPECT_EQ(EffectOf(row, full), "rows[0].actions ");
  EXPECT_EQ(Places(CheckNumbers({SomeRow(), SomeRow()})), "rows[1].number ");
  EXPECT_EQ(Places(CheckNumbers({SomeRow()})), "");
}

}  // namespace
}  // namespace champions::risks
