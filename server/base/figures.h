// The figures that the ledger is made of. What each counts is docs/figures.md.
#pragma once

#include <array>
#include <cstdint>

namespace champions {

// The version of docs/figures.md by which figures are made.
constexpr int kDefinitions = 1;

enum Figure {
  kRecruited,
  kTrained,
  kReached,
  kNewPeople,
  kSignposted,
  kImpressions,
  kActivities,
  kAwardedPence,
  kPaidPence,
  kFigureCount
};

// The columns of ledger and rollup, in the order of the enum.
constexpr std::array<const char*, kFigureCount> kColumns = {
    "recruited",   "trained",    "reached",       "new_people", "signposted",
    "impressions", "activities", "awarded_pence", "paid_pence"};

// A value of each.
using FigureValues = std::array<int64_t, kFigureCount>;

}  // namespace champions
