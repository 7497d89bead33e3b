#include "base/transitions.h"

#include <gtest/gtest.h>

#include "base/refusal.h"

namespace champions {
namespace {

std::string Move(const std::string& verb, const std::string& state) {
  return NextState(
      "lamp",
      {{"LightLamp", "OFF", "ON"}, {"BreakLamp", "OFF", "BROKEN"}, {"DimLamp", "ON", "OFF"}}, verb,
      state);
}

// Shows that a verb leads where the table says, and depends on the state it starts from.
TEST(TransitionsTest, VerbsLeadWhereTheTableSays) {
  EXPECT_EQ(Move("LightLamp", "OFF"), "ON");
  EXPECT_EQ(Move("BreakLamp", "OFF"), "BROKEN");
  EXPECT_EQ(Move("DimLamp", "ON"), "OFF");
}

// Shows that a refusal names every verb that the state allows, also when there is none.
TEST(TransitionsTest, RefusalsNameWhatIsAllowed) {
  try {
    Move("DimLamp", "OFF");
    FAIL() << "allowed";
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.reason, "TRANSITION_NOT_ALLOWED");
    EXPECT_EQ(refusal.metadata.at("allowed"), "LightLamp, BreakLamp");
  }
  try {
    Move("LightLamp", "BROKEN");
    FAIL() << "allowed";
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.metadata.at("allowed"), "");
  }
}

}  // namespace
}  // namespace champions
