// Which values each unknown of a problem can have, as far as it takes to judge it. A value counts
// as possible only with a whole solution that was checked in whole numbers, so that nothing is let
// pass on the word of floating point.
#pragma once

#include <chrono>
#include <map>
#include <vector>

#include "disclosure/linear_program.h"

namespace champions::disclosure {

// Counts of 1 to this are protected not only against being known, but against being nearly known.
constexpr int64_t kVerySmall = 4;
// As many values have to be left for a count that may be as small as that.
constexpr int kLeastValues = 3;

// The work of one audit.
class Budget {
 public:
  explicit Budget(const AuditLimits& limits)
      : solves_(limits.solves), end_(std::chrono::steady_clock::now() + limits.time) {}
  bool Spend() { return --solves_ >= 0 && std::chrono::steady_clock::now() < end_; }

 private:
  int solves_;
  std::chrono::steady_clock::time_point end_;
};

// What was found of one unknown.
struct Found {
  int unknown;             // in the problem
  int64_t largest_hidden;  // 1 up to this is protected
  enum class Verdict { kOpen, kSafe, kGivenAway, kUndecided } verdict = Verdict::kOpen;
  std::vector<int64_t> values = {};  // possible for certain, ascending; at most kLeastValues
  std::vector<Bounds> gaps = {};     // not looked into yet, ascending

  // From the least to the largest value that is not excluded.
  Bounds Hull() const;
};

// Judges each of `found` (unknown and largest_hidden are set). False where no values at all
// satisfy the problem.
bool Judge(const Problem& problem, std::vector<Found>* found, Budget* budget);

}  // namespace champions::disclosure
