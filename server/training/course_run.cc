#include "training/course_run.h"

#include <array>
#include <stdexcept>

#include "base/refusal.h"

namespace champions::training {
namespace {

constexpr std::array<const char*, 2> kRunStates = {"SCHEDULED", "CANCELLED"};

void CheckDay(const std::string& field, const std::string& day, const std::string& latest) {
  // Days as YYYY-MM-DD sort as text.
  if (day.empty() || day <= latest) return;
  throw InvalidField(field, "lies on " + day +
                                " in London: expected a day not more than a year ahead, at most " +
                                latest);
}

}  // namespace

const char* RunStateName(RunState state) { return kRunStates[static_cast<size_t>(state)]; }

RunState RunStateFromName(const std::string& name) {
  for (size_t i = 0; i < kRunStates.size(); ++i) {
    if (name == kRunStates[i]) return static_cast<RunState>(i);
  }
  throw std::logic_error("there is no state of a course run " + name);
}

void CheckRun(const CourseRun& run, const RunDays& days) {
  if (run.ends_at_us && *run.ends_at_us <= run.starts_at_us) {
    throw InvalidField("course_run.ends_at", "is not after starts_at: expected a later instant");
  }
  CheckDay("course_run.starts_at", days.starts, days.latest);
  CheckDay("course_run.ends_at", days.ends, days.latest);
}

void CheckCancel(RunState state) {
  if (state == RunState::kScheduled) return;
  throw TransitionNotAllowed("course run", "CancelCourseRun", RunStateName(state), {});
}

void CheckNotCancelled(const CourseRun& run) {
  if (run.state != RunState::kCancelled) return;
  Refusal refusal(Code::kFailedPrecondition, "COURSE_RUN_CANCELLED",
                  "the course run is cancelled: expected a scheduled one");
  throw refusal.With("course_run", run.id);
}

void CheckPlaceLeft(const CourseRun& run) {
  if (run.capacity == 0 || run.places_taken < run.capacity) return;
  Refusal refusal(Code::kFailedPrecondition, "COURSE_RUN_FULL",
                  "every place of the course run is taken: " + std::to_string(run.places_taken) +
                      " of " + std::to_string(run.capacity));
  throw refusal.With("course_run", run.id)
      .With("capacity", std::to_string(run.capacity))
      .With("places_taken", std::to_string(run.places_taken));
}

void CheckCapacity(const CourseRun& run) {
  if (run.capacity == 0 || run.capacity >= run.places_taken) return;
  Refusal refusal(Code::kFailedPrecondition, "CAPACITY_BELOW_PLACES_TAKEN",
                  "the capacity is " + std::to_string(run.capacity) + ", but " +
                      std::to_string(run.places_taken) +
                      " places are taken: expected at least as many, or 0 for no limit");
  throw refusal.With("course_run", run.id)
      .With("capacity", std::to_string(run.capacity))
      .With("places_taken", std::to_string(run.places_taken));
}

}  // namespace champions::training
