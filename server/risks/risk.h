// The register's rules, as docs/figures.md writes them: what a score is, which way it moves, when
// it is escalated and when a review is overdue. Days are texts `YYYY-MM-DD`, whose order is that of
// time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/refusal.h"

namespace champions::risks {

// Reported to the Joint Management Board from this score on.
inline constexpr int kEscalatedScore = 12;
inline constexpr int kReviewDays = 90;
inline constexpr size_t kMostActions = 100;

struct Action {
  std::string id;
  std::string risk_id;
  std::string text;
  std::string owner;
  std::string due_on;
  std::string done_on;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

struct Risk {
  std::string id;
  int number = 0;
  std::string kind;  // as the database writes it: `ISSUE`
  std::string text;
  std::string workstream;
  std::vector<std::string> owners;
  std::vector<std::string> organisations_impacted;
  std::string raised_on;
  std::string last_reviewed_on;   // "" where it never was
  std::string assessed_on;        // the day of the last entry of its history
  std::string first_assessed_on;  // and of the first
  int impact = 0;
  int probability = 0;
  std::string direction;
  std::string state;
  std::string reason;
  int printed_score = 0;  // 0 where none was printed
  std::string printed_direction;
  std::optional<bool> printed_escalated;
  std::vector<Action> actions;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;

  int score() const { return impact * probability; }
};

// An entry of the history, before it is written.
struct Assessment {
  std::string on;
  int impact = 0;
  int probability = 0;
  bool is_review = false;
  std::string comment;
};

// `SEVERE` as people read it: "Severe" of 4, "Almost certain" of 4.
const char* ImpactName(int impact);
const char* ProbabilityName(int probability);

// Compared with the score before; NEW where there is none.
std::string DirectionOf(std::optional<int> before, int score);
bool IsEscalated(const Risk& risk);
// On the day `as_at`. A risk that was never reviewed is overdue from the day it was raised.
bool IsReviewOverdue(const Risk& risk, const std::string& as_at);
bool IsOverdue(const Action& action, const std::string& as_at);
// Reviewed on this day or before, a review is overdue on `as_at`.
std::string LastOverdueReview(const std::string& as_at);
// Whole days; both are dates.
int DaysBetween(const std::string& from, const std::string& to);

// The state after a verb such as `CloseRisk`; throws a Refusal where it is not allowed.
std::string StateAfter(const std::string& verb, const std::string& state);

// What is wrong with the days, and with impact and probability, of a risk; `object` is where it
// stands in the request, such as `risk` or `rows[3]`.
std::vector<FieldViolation> CheckRisk(const Risk& risk, const std::string& object,
                                      const std::string& today);
// Throws where an assessment or review of that day cannot be appended.
void CheckDay(const Risk& risk, const std::string& on, const std::string& today);
// The risk after the entry: a review as well, and what was printed is out of date.
Risk After(const Risk& risk, const Assessment& assessment);

}  // namespace champions::risks
