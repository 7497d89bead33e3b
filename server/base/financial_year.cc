#include "base/financial_year.h"

#include "base/civil.h"

namespace champions {

std::optional<std::string> ParseFinancialYear(std::string_view text) {
  if (text.size() != 7 || (text[4] != '-' && text[4] != '/')) return std::nullopt;
  std::string year(text);
  year[4] = '-';
  if (!ParseQuarter(year + "-Q1")) return std::nullopt;
  return year;
}

}  // namespace champions
