// What a paper printed, held against what follows from its own figures and from the ledger.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/finding.h"
#include "measures/measure.h"

namespace champions::measures {

// Of measures of any numbers, every part of each number among them.
std::vector<Finding> FindingsOf(const std::vector<Measure>& measures);

// Figures to date of a programme or of all together, as printed and as counted.
struct Headline {
  std::string programme;  // its code; "" for all together
  std::string programme_name;
  std::string as_at;
  std::optional<int64_t> recruited, trained, reached;
  int64_t updated_at_us = 0;
};
struct Counted {
  int64_t recruited = 0, trained = 0, reached = 0;
};
struct CountedToDate {
  Counted programme;
  Counted all;  // everyone once, whichever programmes they are in
};
std::vector<Finding> FindingsOf(const Headline& printed, const CountedToDate& counted);

}  // namespace champions::measures
