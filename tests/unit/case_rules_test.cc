// The rules of safeguarding cases: which verb leads where, and what is refused.
#include <gtest/gtest.h>

#include "base/refusal.h"
#include "cases/case.h"

namespace champions::cases {
namespace {

constexpr const char* kToday = "2024-11-07";

Case CaseIn(const std::string& state, const std::string& referred_to = "") {
  return {.noticed_on = "2024-11-01",
          .account = "what was said",
          .state = state,
          .referred_to = referred_to,
          .referred_on = referred_to.empty() ? "" : "2024-11-02"};
}

std::string FieldsOf(const std::vector<FieldViolation>& violations) {
  std::string fields;
  for (const auto& violation : violations) fields += violation.field + " ";
  return fields;
}

// Shows every pair of state and verb: what is allowed leads on, what is not names what is.
TEST(CaseRulesTest, StatesAllowWhatTheyAllow) {
  EXPECT_EQ(StateAfter("ReferCase", CaseIn("OPEN")), "REFERRED");
  EXPECT_EQ(StateAfter("ReferCase", CaseIn("REFERRED", "the council")), "REFERRED");
  EXPECT_EQ(StateAfter("CloseCase", CaseIn("OPEN")), "CLOSED");
  EXPECT_EQ(StateAfter("CloseCase", CaseIn("REFERRED", "the council")), "CLOSED");
  EXPECT_EQ(StateAfter("ReopenCase", CaseIn("CLOSED")), "OPEN");
  for (const auto& [verb, state, allowed] :
       {std::tuple{"ReopenCase", "OPEN", "ReferCase, CloseCase"},
        {"ReopenCase", "REFERRED", "ReferCase, CloseCase"},
        {"ReferCase", "CLOSED", "ReopenCase"},
        {"CloseCase", "CLOSED", "ReopenCase"}}) {
    try {
      StateAfter(verb, CaseIn(state));
      ADD_FAILURE() << verb << " was allowed in " << state;
    } catch (const Refusal& refusal) {
      EXPECT_EQ(refusal.reason, "TRANSITION_NOT_ALLOWED");
      EXPECT_EQ(refusal.metadata.at("allowed"), allowed);
    }
  }
}

// Shows that a case that was referred before it was closed is referred again when it is reopened.
TEST(CaseRulesTest, ReopenedIsWhatItWas) {
  EXPECT_EQ(StateAfter("ReopenCase", CaseIn("CLOSED", "the council")), "REFERRED");
}

// Shows that nothing is noticed in the future, that an account says something, and that today and
// long ago are good.
TEST(CaseRulesTest, ConcernsAreOfThePast) {
  auto concern = CaseIn("");
  for (const char* day : {"2024-11-07", "1999-01-01"}) {
    concern.noticed_on = day;
    EXPECT_EQ(FieldsOf(CheckConcern(concern, kToday)), "");
  }
  concern.noticed_on = "2024-11-08";
  EXPECT_EQ(FieldsOf(CheckConcern(concern, kToday)), "case.noticed_on ");
  concern.account = " \n\t";
  EXPECT_EQ(FieldsOf(CheckConcern(concern, kToday)), "case.account case.noticed_on ");
}

// Shows that a referral is of a day between the noticing and today, and to somebody.
TEST(CaseRulesTest, ReferralsComeAfter) {
  auto current = CaseIn("OPEN");
  for (const char* day : {"2024-11-01", "2024-11-07"}) {
    EXPECT_EQ(FieldsOf(CheckReferral(current, "the council", day, kToday)), "");
  }
  for (const char* day : {"2024-10-31", "2024-11-08"}) {
    EXPECT_EQ(FieldsOf(CheckReferral(current, "the council", day, kToday)), "on ");
  }
  EXPECT_EQ(FieldsOf(CheckReferral(current, " ", "2024-11-07", kToday)), "to ");
}

// Shows that what is written over is kept as a note.
TEST(CaseRulesTest, NothingIsLost) {
  auto current = CaseIn("CLOSED", "the council");
  current.outcome = "all is well";
  EXPECT_EQ(NoteOfReferral(current), "Referred to the council on 2024-11-02");
  EXPECT_EQ(NoteOfReopening(current, "more was seen"),
            "Reopened: more was seen\nThe outcome was: all is well");
}

}  // namespace
}  // namespace champions::cases
