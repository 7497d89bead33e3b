// What is odd about a risk: what was printed against what is computed, and what is missing.
#pragma once

#include <string>
#include <vector>

#include "risks/risk.h"

namespace champions::risks {

struct Finding {
  std::string subject;      // `risk 3`
  std::string field;        // `score`
  std::string printed;      // as printed or stored; may be empty
  std::string computed;     // what the rules say; may be empty
  std::string explanation;  // a sentence for people
};

// Of an open risk, on the day `as_at`; none of a closed one.
std::vector<Finding> CheckFindings(const Risk& risk, const std::string& as_at);

}  // namespace champions::risks
