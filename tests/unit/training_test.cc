#include <gtest/gtest.h>

#include <functional>

#include "base/refusal.h"
#include "training/course.h"
#include "training/course_run.h"
#include "training/training_record.h"

namespace champions::training {
namespace {

std::string ReasonOf(const std::function<void()>& act) {
  try {
    act();
  } catch (const Refusal& refusal) {
    return refusal.reason;
  }
  return "";
}

// Shows that outcomes and states keep their names both ways, and that an unknown name is a defect.
TEST(TrainingTest, NamesGoBothWays) {
  for (auto outcome : {Outcome::kBooked, Outcome::kAttended, Outcome::kCompleted, Outcome::kFailed,
                       Outcome::kNoShow, Outcome::kWithdrawn}) {
    EXPECT_EQ(OutcomeFromName(OutcomeName(outcome)), outcome);
  }
  for (auto state : {RunState::kScheduled, RunState::kCancelled}) {
    EXPECT_EQ(RunStateFromName(RunStateName(state)), state);
  }
  EXPECT_THROW(OutcomeFromName("PASSED"), std::logic_error);
  EXPECT_THROW(RunStateFromName("HELD"), std::logic_error);
}

// Shows that a correction has no outcome of its own.
TEST(TrainingTest, CorrectionNamesItsOutcome) {
  EXPECT_EQ(After(Verb::kMiss), Outcome::kNoShow);
  EXPECT_THROW(After(Verb::kCorrect), std::logic_error);
  EXPECT_EQ(ReasonOf([] { CheckNamedOutcome("outcome", Outcome::kWithdrawn); }), "INVALID_FIELD");
  EXPECT_EQ(ReasonOf([] { CheckNamedOutcome("outcome", Outcome::kBooked); }), "");
}

// Shows that requirements are the same in whatever order, and differ by programme or by day.
TEST(TrainingTest, RequirementsAreASet) {
  Course one{.requirements = {{"P", ""}, {"Q", "2024-01-01"}}};
  Course turned{.requirements = {{"Q", "2024-01-01"}, {"P", ""}}};
  Course later{.requirements = {{"P", ""}, {"Q", "2024-01-02"}}};
  EXPECT_TRUE(SameRequirements(one, turned));
  EXPECT_FALSE(SameRequirements(one, later));
  EXPECT_FALSE(SameRequirements(one, Course{}));
  EXPECT_EQ(ReasonOf([&] { CheckCourse(one); }), "");
  one.requirements.push_back({"P", "2024-01-01"});
  EXPECT_EQ(ReasonOf([&] { CheckCourse(one); }), "INVALID_FIELD");
}

// Shows where a run is full, and where its capacity is too small for who is booked.
TEST(TrainingTest, PlacesOfARun) {
  CourseRun run{.capacity = 2, .places_taken = 1};
  EXPECT_EQ(ReasonOf([&] { CheckPlaceLeft(run); }), "");
  run.places_taken = 2;
  EXPECT_EQ(ReasonOf([&] { CheckPlaceLeft(run); }), "COURSE_RUN_FULL");
  EXPECT_EQ(ReasonOf([&] { CheckCapacity(run); }), "");
  run.places_taken = 3;
  EXPECT_EQ(ReasonOf([&] { CheckCapacity(run); }), "CAPACITY_BELOW_PLACES_TAKEN");
  run.capacity = 0;
  EXPECT_EQ(ReasonOf([&] { CheckPlaceLeft(run); }), "");
  EXPECT_EQ(ReasonOf([&] { CheckCapacity(run); }), "");
}

// Shows that a run ends after it starts, and that neither lies too far ahead.
TEST(TrainingTest, DaysOfARun) {
  CourseRun run{.starts_at_us = 10};
  RunDays days{"2024-06-03", "", "2025-06-03"};
  EXPECT_EQ(ReasonOf([&] { CheckRun(run, days); }), "");
  run.ends_at_us = 11;
  days.ends = "2025-06-03";
  EXPECT_EQ(ReasonOf([&] { CheckRun(run, days); }), "");
  days.ends = "2025-06-04";
  EXPECT_EQ(ReasonOf([&] { CheckRun(run, days); }), "INVALID_FIELD");
  run.ends_at_us = 10;
  days.ends = "2024-06-03";
  EXPECT_EQ(ReasonOf([&] { CheckRun(run, days); }), "INVALID_FIELD");
}

}  // namespace
}  // namespace champions::training
