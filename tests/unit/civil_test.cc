#include "base/civil.h"

#include <gtest/gtest.h>

namespace champions {
namespace {

// Shows that only days that exist are dates.
TEST(CivilTest, DatesExist) {
  EXPECT_TRUE(ParseDate("2024-02-29"));
  EXPECT_FALSE(ParseDate("2023-02-29"));
  EXPECT_FALSE(ParseDate("2024-02-30"));
  EXPECT_FALSE(ParseDate("2024-13-01"));
  EXPECT_FALSE(ParseDate("2024-1-01"));
  EXPECT_FALSE(ParseDate("0000-01-01"));
  EXPECT_FALSE(ParseDate("2024-01-01 "));
  EXPECT_EQ(FormatDate(*ParseDate("0999-12-31")), "0999-12-31");
}

// Shows the four quarters of a UK financial year, and that Q4 lies in the next calendar year.
TEST(CivilTest, QuartersOfTheFinancialYear) {
  struct Case {
    const char *id, *from, *to;
  };
  for (auto [id, from, to] : {Case{"2024-25-Q1", "2024-04-01", "2024-06-30"},
                              Case{"2024-25-Q2", "2024-07-01", "2024-09-30"},
                              Case{"2024-25-Q3", "2024-10-01", "2024-12-31"},
                              Case{"2024-25-Q4", "2025-01-01", "2025-03-31"},
                              Case{"1999-00-Q4", "2000-01-01", "2000-03-31"}}) {
    auto quarter = ParseQuarter(id);
    ASSERT_TRUE(quarter) << id;
    EXPECT_EQ(FormatDate(quarter->from), from);
    EXPECT_EQ(FormatDate(quarter->to), to);
    EXPECT_EQ(QuarterOf(quarter->from), id);
    EXPECT_EQ(QuarterOf(quarter->to), id);
  }
  for (auto* bad : {"2024-26-Q1", "2024-25-Q5", "2024-25-Q0", "2024/25-Q1", "2024-25-q1", ""}) {
    EXPECT_FALSE(ParseQuarter(bad)) << bad;
  }
}

}  // namespace
}  // namespace champions
