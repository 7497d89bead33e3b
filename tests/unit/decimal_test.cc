#include "base/decimal.h"

#include <gtest/gtest.h>

#include "base/financial_year.h"

namespace champions {
namespace {

// Shows which texts are decimal numbers, exactly, and that everything else is refused.
TEST(DecimalTest, TextsAreReadExactly) {
  const std::pair<const char*, int64_t> kGood[] = {
      {"0", 0},
      {"42.7", 42700},
      {"-16.0", -16000},
      {"+2.9", 2900},
      {"0.001", 1},
      {"-0.001", -1},
      {"999999999.999", 999999999999},
      {"007", 7000},
      {"8.20", 8200},
  };
  for (const auto& [text, thousandths] : kGood) EXPECT_EQ(ParseDecimal(text), thousandths) << text;
  for (const char* text : {"", "-", "+", ".", ".5", "5.", "1.2345", "1,5", "42.7%", " 1", "1 ",
                           "1e3", "--1", "0x1", "1000000000", "1.2.3", "٣"}) {
    EXPECT_EQ(ParseDecimal(text), std::nullopt) << text;
  }
}

// Shows that a number comes back as text without what says nothing, and is the same number.
TEST(DecimalTest, NumbersAreWrittenShort) {
  const std::pair<int64_t, const char*> kCases[] = {{0, "0"},     {42700, "42.7"}, {-16000, "-16"},
                                                    {1, "0.001"}, {-1, "-0.001"},  {100, "0.1"},
                                                    {1000, "1"},  {10, "0.01"},    {71000, "71"}};
  for (const auto& [thousandths, text] : kCases) {
    EXPECT_EQ(FormatDecimal(thousandths), text);
    EXPECT_EQ(ParseDecimal(FormatDecimal(thousandths)), thousandths);
  }
  EXPECT_EQ(PlacesOf("-16.0"), 1);
  EXPECT_EQ(PlacesOf("-31"), 0);
  EXPECT_EQ(FormatExact(4056500000, 8), "40.565");
}

// Shows that a ratio is rounded half away from zero on both sides of it, whatever the signs.
TEST(DecimalTest, RatiosAreRoundedHalfAwayFromZero) {
  EXPECT_EQ(FormatRatio(25, 100, 1), "0.3");
  EXPECT_EQ(FormatRatio(-25, 100, 1), "-0.3");
  EXPECT_EQ(FormatRatio(25, -100, 1), "-0.3");
  EXPECT_EQ(FormatRatio(-25, -100, 1), "0.3");
  EXPECT_EQ(FormatRatio(2499, 10000, 1), "0.2");
  EXPECT_EQ(FormatRatio(-2499, 10000, 1), "-0.2");
  EXPECT_EQ(FormatRatio(1, 2, 0), "1");
  EXPECT_EQ(FormatRatio(-1, 2, 0), "-1");
  EXPECT_EQ(FormatRatio(1, 3, 3), "0.333");
  EXPECT_EQ(FormatRatio(0, 7, 1), "0.0");
  EXPECT_EQ(FormatRatio(-4, 100, 1), "0.0");
}

// Shows that both ways to write a financial year are one, and that two years that do not follow
// each other are none.
TEST(DecimalTest, FinancialYearsHaveOneForm) {
  EXPECT_EQ(ParseFinancialYear("2024-25"), "2024-25");
  EXPECT_EQ(ParseFinancialYear("2024/25"), "2024-25");
  EXPECT_EQ(ParseFinancialYear("1999/00"), "1999-00");
  for (const char* text : {"", "2024", "2024-26", "2024/2025", "2024 25", "24/25", "2024-2x"}) {
    EXPECT_EQ(ParseFinancialYear(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace champions
