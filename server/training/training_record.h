// A champion's booking on a course and what came of it. Only COMPLETED counts towards `trained`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace champions::training {

enum class Outcome { kBooked, kAttended, kCompleted, kFailed, kNoShow, kWithdrawn };

// The name in the database and, with its prefix, in the API.
const char* OutcomeName(Outcome outcome);
Outcome OutcomeFromName(const std::string& name);

// What is done to a record once it is there.
enum class Verb { kAttend, kComplete, kFail, kMiss, kCorrect, kWithdraw };

struct TrainingRecord {
  std::string id;
  int organisation_id = 0;
  std::string organisation;  // its code
  std::string champion;      // its id
  int course_id = 0;
  std::string course;      // its code
  std::string course_run;  // its id; empty where it was not booked on a run
  std::string completed_on;
  Outcome outcome = Outcome::kBooked;
  std::string certificate;
  std::string reason;  // of a correction or a withdrawal
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// Refuses a verb that the outcome does not allow, naming those that it does.
void CheckAllowed(Verb verb, Outcome outcome);
// The outcome that a verb leads to. A correction says itself where to.
Outcome After(Verb verb);
// Refuses WITHDRAWN where a caller names an outcome: taking back is a verb of its own.
void CheckNamedOutcome(const std::string& field, Outcome outcome);

// What a champion holds for a completed course.
struct Certificate {
  std::string training_record;  // the id of the one that earned it
  std::string champion;
  std::string organisation;
  std::string course;
  std::string certificate;
  std::string completed_on;
  std::string expires_on;  // the first day on which it is no longer valid; empty: never
};

}  // namespace champions::training
