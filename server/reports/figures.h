// The figures and how they are asked for. What each counts is docs/figures.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/civil.h"

namespace champions::reports {

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

// Which entries a figure is made of: all those up to `as_known_at_us`, or all there are.
struct Selection {
  Quarter quarter;
  std::vector<std::string> organisations;  // codes; empty: all that the caller may see
  std::vector<std::string> programmes;
  std::optional<int64_t> as_known_at_us;

  // By programme a champion counts once in each programme, overall once.
  bool per_programme() const { return !programmes.empty(); }
};

struct TotalsRow {
  bool is_total = false;
  std::string organisation, programme;
  std::array<int64_t, kFigureCount> in_quarter{};
  std::array<int64_t, kFigureCount> to_date{};
};

struct TotalsAnswer {
  int64_t as_known_at_us = 0;
  std::string snapshot;         // of the database; of figures as now known
  std::vector<TotalsRow> rows;  // the total is the last
};

struct CertifiedRow {
  bool is_total = false;
  std::string organisation, programme;
  int64_t certified = 0;
};

struct ExplainedRow {
  std::string kind, id, on, organisation, programme, external_id;
  int64_t value = 0;
};

}  // namespace champions::reports
