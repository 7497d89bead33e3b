#include "budgets/budget.h"

#include <gtest/gtest.h>

namespace champions::budgets {
namespace {

// Shows the sums of a year: spend is part of its commitment and is not taken off again, what was
// spent beyond one is not made up for by another, and too many promises leave less than nothing.
TEST(BudgetTest, SumsOfAYear) {
  auto budget = AddUp("2024-25", {{"CONTRIBUTION", "A", 5000},
                                  {"CONTRIBUTION", "B", 2500},
                                  {"CARRY_FORWARD", "From before", -500},
                                  {"COMMITMENT", "Walks", 3000},
                                  {"COMMITMENT", "Talks", 1000},
                                  {"SPEND", "Walks", 3200},
                                  {"SPEND", "Talks", 100},
                                  {"SPEND", "Unplanned", 50}});
  EXPECT_EQ(budget.total_pence(), 7000);
  EXPECT_EQ(budget.committed_pence, 4000);
  EXPECT_EQ(budget.spent_pence, 3350);
  EXPECT_EQ(budget.headroom_pence(), 3000);
  EXPECT_EQ(budget.overspent_pence(), 250);
  ASSERT_EQ(budget.commitments.size(), 3u);
  EXPECT_EQ(budget.commitments[1].name, "Unplanned");
  EXPECT_EQ(budget.commitments[1].overspent_pence(), 50);
  EXPECT_EQ(AddUp("2024-25", {{"COMMITMENT", "Walks", 1}}).headroom_pence(), -1);
  EXPECT_EQ(AddUp("2024-25", {}).total_pence(), 0);
}

// Shows that a printed total is held against the sum to the penny.
TEST(BudgetTest, PrintedTotalsAreCompared) {
  auto budget =
      AddUp("2024-25", {{"CONTRIBUTION", "A", 25000000}, {"CARRY_FORWARD", "B", 27801900}});
  EXPECT_TRUE(FindingsOf(budget).empty());
  budget.printed = PrintedTotal{"2024-25", "Total budget", 52801900};
  EXPECT_TRUE(FindingsOf(budget).empty());
  budget.printed->amount_pence += 1;
  auto findings = FindingsOf(budget);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].printed, "£528019.01");
  EXPECT_EQ(findings[0].computed, "£528019.00");
}

std::string Errors(const std::vector<RowText>& rows) {
  std::string errors;
  for (const auto& error : ReadBudget(rows).errors) {
    errors += error.field + " " + error.description + "\n";
  }
  return errors;
}

// Shows that rows become lines in whole pence, that a total is no line, and that a wrong cell is
// named by row and column with what was found and what is expected.
TEST(BudgetTest, RowsAreRead) {
  auto file = ReadBudget({{"2024/25", "Council", "contribution", "50000.00"},
                          {"2024/25", "Deficit", "carry_forward", "-12.50"},
                          {"2024-25", "Total budget", "total", "49987.50"}});
  EXPECT_TRUE(file.errors.empty());
  ASSERT_EQ(file.lines.size(), 2u);
  EXPECT_EQ(file.lines[0].year, "2024-25");
  EXPECT_EQ(file.lines[0].amount_pence, 5000000);
  EXPECT_EQ(file.lines[1].amount_pence, -1250);
  ASSERT_EQ(file.printed.size(), 1u);
  EXPECT_EQ(file.printed[0].amount_pence, 4998750);
  EXPECT_EQ(Errors({{"2024", "A", "contribution", "1"}}),
            "rows[0].year is '2024': expected a financial year such as 2024-25\n");
  EXPECT_EQ(Errors({{"2024-25", "A", "gift", "1"}}),
            "rows[0].kind is 'gift': expected contribution, carry_forward, commitment, spend or "
            "total\n");
  for (const char* amount : {"1,000", "£5", "1.234", "", "-", "1e3", "1000000000.01"}) {
    EXPECT_NE(Errors({{"2024-25", "A", "spend", amount}}), "") << amount;
  }
  EXPECT_NE(Errors({{"2024-25", "A", "spend", "-1"}}).find("rows[0].amount_gbp is -£1.00"),
            std::string::npos);
  EXPECT_NE(Errors({{"2024-25", "A", "spend", "1"}, {"2024/25", "A", "spend", "2"}})
                .find("rows[1].name is 'A'"),
            std::string::npos);
  EXPECT_NE(Errors({{"2024-25", "A", "total", "1"}, {"2024-25", "B", "total", "2"}})
                .find("rows[1].kind is total"),
            std::string::npos);
}

// Shows that a line is voided once.
TEST(BudgetTest, ALineIsVoidedOnce) {
  EXPECT_EQ(StateAfterVoid("ACTIVE"), "VOIDED");
  EXPECT_THROW(StateAfterVoid("VOIDED"), Refusal);
}

}  // namespace
}  // namespace champions::budgets
