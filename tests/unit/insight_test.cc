// What is kept out of insights, and how they are counted together.
#include "insights/insight.h"

#include <gtest/gtest.h>

#include "base/personal.h"

namespace champions::insights {
namespace {

constexpr const char* kToday = "2024-11-07";

Insight SomeInsight() {
  Insight insight;
  insight.heard_on = "2024-09-01";
  insight.kind = "BARRIER";
  insight.theme = "GP access";
  insight.text = "No appointments outside working hours";
  insight.state = "OPEN";
  return insight;
}

std::string Places(const std::vector<FieldViolation>& violations) {
  std::string places;
  for (const auto& violation : violations) places += violation.field + " ";
  return places;
}

// Shows that addresses and numbers of people are found in the forms that people write.
TEST(InsightPersonalTest, FindsAddressesAndNumbers) {
  for (const char* text :
       {"write to amina@example.org", "a.b-c+d@example.org.", "josé@example.org"}) {
    EXPECT_EQ(FindPersonal(text), "an e-mail address") << text;
  }
  for (const char* text :
       {"call 07700 900123", "07700900123", "(020) 7946 0123", "0207-946-0123", "+44 7700 900123",
        "+40 721 234 567", "0044 7700 900 123", "ring 01632 96012 please", "077.0090.0123"}) {
    EXPECT_EQ(FindPersonal(text), "a telephone number") << text;
  }
  for (const char* text : {"her number is 943 476 5919", "9434765919", "943-476-5919"}) {
    EXPECT_EQ(FindPersonal(text), "an NHS number") << text;
  }
}

// Shows that days, amounts and counts are left in peace, and ten digits that are no NHS number.
TEST(InsightPersonalTest, LeavesOtherNumbersAlone) {
  for (const char* text :
       {"", "on 2024-11-07 at 10:30", "07/11/2024 10:30", "07.11.2024 10:30", "07-11-2024 10am",
        "12,252 people were reached", "£1,234,567.89", "3 of 10 @ the centre", "@ward", "E05013552",
        "9434765918", "943 476 5918", "94 34 76 59 19", "ages 16-24 25-34 35-44",
        "24 hours a day, 7 days a week", "HbA1c of 48"}) {
    EXPECT_EQ(FindPersonal(text), "") << text;
  }
}

// Shows the check digit of NHS numbers: 11 counts as 0, and 10 is never one.
TEST(InsightPersonalTest, NhsNumbersHaveACheckDigit) {
  EXPECT_TRUE(IsNhsNumber("9434765919"));
  EXPECT_TRUE(IsNhsNumber("4505577104"));
  EXPECT_TRUE(IsNhsNumber("0000000000"));
  EXPECT_FALSE(IsNhsNumber("9434765910"));
  EXPECT_FALSE(IsNhsNumber("0000000060"));  // its check would be 10
  EXPECT_FALSE(IsNhsNumber("943476591"));
}

// Shows that case and spaces do not make another theme, and other letters do.
TEST(InsightRulesTest, ThemesAreCountedTogether) {
  EXPECT_EQ(CountingKey("  GP   Access "), "gp access");
  EXPECT_EQ(CountingKey("gp access"), "gp access");
  EXPECT_EQ(CountingKey("ÉCOLE × Ñ"), "école × ñ");
  EXPECT_NE(CountingKey("GP accès"), CountingKey("GP access"));
  EXPECT_EQ(CountingKey("   "), "");
}

// Shows that each text is held against the rule, and that the refusal does not repeat it.
TEST(InsightRulesTest, NoTextTellsWhoAPersonIs) {
  EXPECT_EQ(Places(CheckInsight(SomeInsight(), kToday)), "");
  auto insight = SomeInsight();
  insight.text = "Ask amina@example.org";
  insight.theme = "07700 900123";
  insight.community = "943 476 5919";
  auto violations = CheckInsight(insight, kToday);
  EXPECT_EQ(Places(violations), "insight.theme insight.community insight.text ");
  for (const auto& violation : violations) {
    EXPECT_EQ(violation.description.find("amina"), std::string::npos);
    EXPECT_NE(violation.description.find("no names either"), std::string::npos);
  }
  insight = SomeInsight();
  insight.response = "We rang 07700 900123";
  insight.responded_on = kToday;
  EXPECT_EQ(Places(CheckAnswer(insight, kToday)), "response ");
  EXPECT_EQ(Places(CheckReason("by amina@example.org")), "reason ");
  EXPECT_EQ(Places(CheckReason("said twice")), "");
}

// Shows that who gave the permission is told exactly where there is one.
TEST(InsightRulesTest, AQuoteNeedsItsPermission) {
  auto insight = SomeInsight();
  insight.quotable = true;
  EXPECT_EQ(Places(CheckInsight(insight, kToday)), "insight.quote_permission ");
  insight.quote_permission = "the speaker";
  EXPECT_EQ(Places(CheckInsight(insight, kToday)), "");
  insight.quotable = false;
  EXPECT_EQ(Places(CheckInsight(insight, kToday)), "insight.quote_permission ");
}

// Shows that nothing was heard tomorrow, or answered before it was heard.
TEST(InsightRulesTest, DaysAreHeldAgainstEachOther) {
  auto insight = SomeInsight();
  insight.heard_on = kToday;
  EXPECT_EQ(Places(CheckInsight(insight, kToday)), "");
  insight.heard_on = "2024-11-08";
  EXPECT_EQ(Places(CheckInsight(insight, kToday)), "insight.heard_on ");
  insight = SomeInsight();
  insight.response = "We did it";
  insight.responded_on = "2024-08-31";
  EXPECT_EQ(Places(CheckAnswer(insight, kToday)), "responded_on ");
  EXPECT_EQ(Places(CheckInsight(insight, kToday)), "insight.heard_on ");
  insight.responded_on = "2024-11-08";
  EXPECT_EQ(Places(CheckAnswer(insight, kToday)), "responded_on ");
  insight.responded_on = "2024-09-01";
  EXPECT_EQ(Places(CheckAnswer(insight, kToday)), "");
}

// Shows which verbs each state allows: a withdrawn one none.
TEST(InsightRulesTest, VerbsFollowTheState) {
  EXPECT_EQ(StateAfter("AnswerInsight", "OPEN"), "ANSWERED");
  EXPECT_EQ(StateAfter("AnswerInsight", "ANSWERED"), "ANSWERED");
  EXPECT_EQ(StateAfter("UpdateInsight", "ANSWERED"), "ANSWERED");
  EXPECT_EQ(StateAfter("WithdrawInsight", "ANSWERED"), "WITHDRAWN");
  for (const char* verb : {"UpdateInsight", "AnswerInsight", "WithdrawInsight"}) {
    EXPECT_THROW(StateAfter(verb, "WITHDRAWN"), Refusal) << verb;
  }
}

}  // namespace
}  // namespace champions::insights
