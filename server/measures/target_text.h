// Targets in words, such as `5% reduction` or `9.89 (this equates to 16% reduction)`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace champions::measures {

struct TargetInWords {
  std::string words;  // `16% reduction`, as it stands there
  std::string kind;   // RELATIVE or PERCENTAGE_POINTS
  int64_t value = 0;  // thousandths; below zero for a reduction
  int places = 0;     // that the number is written with
};

// The first `N% reduction`, `increase by N%`, `N percentage points fall` or the like; nothing where
// there is none.
std::optional<TargetInWords> ReadTarget(const std::string& text);

}  // namespace champions::measures
