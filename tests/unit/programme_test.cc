#include "programmes/programme.h"

#include <gtest/gtest.h>

#include "base/refusal.h"

namespace champions::programmes {
namespace {

// Shows that states keep their names both ways, and that an unknown name is a defect.
TEST(ProgrammeTest, StatesHaveNames) {
  for (auto state : {State::kScoping, State::kActive, State::kFacilitated, State::kClosed}) {
    EXPECT_EQ(StateFromName(StateName(state)), state);
  }
  EXPECT_THROW(StateFromName("OPEN"), std::logic_error);
}

// Shows that a refused verb says the state and what it allows.
TEST(ProgrammeTest, RefusedVerbSaysWhatIsAllowed) {
  EXPECT_EQ(After(Verb::kActivate, State::kClosed), State::kActive);
  try {
    After(Verb::kFacilitate, State::kClosed);
    FAIL() << "it was allowed";
  } catch (const Refusal& refusal) {
    EXPECT_EQ(refusal.reason, "TRANSITION_NOT_ALLOWED");
    EXPECT_EQ(refusal.metadata.at("verb"), "FacilitateProgramme");
    EXPECT_EQ(refusal.metadata.at("allowed"), "ActivateProgramme");
  }
}

// Shows that a programme may end on the day it starts, not before, and may leave either day open.
TEST(ProgrammeTest, EndsNotBeforeItStarts) {
  EXPECT_NO_THROW(CheckProgramme({.starts_on = "2024-04-01", .ends_on = "2024-04-01"}));
  EXPECT_NO_THROW(CheckProgramme({.starts_on = "2024-04-01"}));
  EXPECT_NO_THROW(CheckProgramme({.ends_on = "2024-04-01"}));
  EXPECT_THROW(CheckProgramme({.starts_on = "2024-04-02", .ends_on = "2024-04-01"}), Refusal);
}

}  // namespace
}  // namespace champions::programmes
