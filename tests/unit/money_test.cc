#include <gtest/gtest.h>

#include "base/text.h"

namespace champions {
namespace {

// Shows that pence are written as pounds with two digits, also below a pound and below zero.
TEST(MoneyTest, PenceAreWrittenAsPounds) {
  EXPECT_EQ(FormatPounds(0), "£0.00");
  EXPECT_EQ(FormatPounds(7), "£0.07");
  EXPECT_EQ(FormatPounds(100), "£1.00");
  EXPECT_EQ(FormatPounds(123450), "£1234.50");
  EXPECT_EQ(FormatPounds(-5), "-£0.05");
}

}  // namespace
}  // namespace champions
