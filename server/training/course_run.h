// One holding of a course, with places that champions of every organisation book.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace champions::training {

enum class RunState { kScheduled, kCancelled };

// The name in the database and, with its prefix, in the API.
const char* RunStateName(RunState state);
RunState RunStateFromName(const std::string& name);

struct CourseRun {
  std::string id;
  std::string course;  // its code
  int course_id = 0;
  int64_t starts_at_us = 0;
  std::optional<int64_t> ends_at_us;
  std::string day;  // of starts_at, in London
  std::string venue;
  int capacity = 0;      // 0: no limit
  int places_taken = 0;  // over all organisations
  RunState state = RunState::kScheduled;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// The days in London of a run's two instants, and the last day that either may have.
struct RunDays {
  std::string starts;
  std::string ends;  // empty where the run has no end
  std::string latest;
};

// The rules between fields, and of days.
void CheckRun(const CourseRun& run, const RunDays& days);

// Refuses to cancel what is cancelled.
void CheckCancel(RunState state);
// Refuses a run that takes nobody any more: a cancelled one, or a full one.
void CheckNotCancelled(const CourseRun& run);
void CheckPlaceLeft(const CourseRun& run);
// Refuses a capacity below the places that are taken.
void CheckCapacity(const CourseRun& run);

}  // namespace champions::training
