// What an organisation returns for a quarter: types and pure rules.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/civil.h"
#include "base/figures.h"

namespace champions::returns {

// After the quarter's last day an organisation has this long to submit.
constexpr std::chrono::days kDueAfter{21};

struct Return {
  int organisation_id = 0;
  std::string organisation, quarter;  // a code, and as in 2024-25-Q2
  std::string state;
  int version = 1;
  FigureValues in_quarter{}, to_date{};  // as now known
  std::string commentary, reason;
  Date today{};  // in London, when it was read
  // Of the last submission, if any.
  bool submitted = false;
  FigureValues submitted_in_quarter{}, submitted_to_date{};
  int64_t submitted_at_us = 0;

  bool changed_since_submission() const {
    return submitted && (submitted_in_quarter != in_quarter || submitted_to_date != to_date);
  }
};

// A step as it is written down.
struct Step {
  std::string verb, state, comment, by;
  std::map<std::string, std::string> justifications;
  FigureValues in_quarter{}, to_date{};
  int64_t at_us = 0;
};

struct CheckRecord {
  std::string kind, id, external_id, on, programme;
  int64_t value = 0;
};
struct Check {
  std::string id, message;
  int64_t record_count = 0;
  std::vector<CheckRecord> records;  // the first of them
};

std::string StateAfter(const std::string& verb, const std::string& state);
// Changes with the state and with each figure, so that what is attested is what was on the screen.
std::string EtagOf(const Return& one);
Date DueOn(const Quarter& quarter);
// Nothing was submitted yet, or it was sent back, and the quarter is over.
bool IsDue(const Return& one, const Quarter& quarter);

// Each throws a Refusal.
void CheckOver(const Return& one, const Quarter& quarter);
void CheckUnchanged(const Return& one);
// A comment justifies every check that has no word of its own.
void CheckJustified(const std::vector<Check>& checks,
                    const std::map<std::string, std::string>& justifications,
                    const std::string& comment);

}  // namespace champions::returns
