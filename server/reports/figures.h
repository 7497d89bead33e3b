// How figures are asked for and what comes back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/civil.h"
#include "base/figures.h"

namespace champions::reports {

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
  FigureValues in_quarter{};
  FigureValues to_date{};
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
