// A fund: money set aside, from which awards are made. It belongs to no organisation.
#pragma once

#include <cstdint>
#include <string>

namespace champions::funding {

struct Fund {
  std::string code;
  std::string name;
  int64_t budget_pence = 0;
  std::string starts_on;  // "" where open
  std::string ends_on;
  int64_t awarded_pence = 0;  // of the awards that the caller may see
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// What a fund has and what it has promised, to every organisation.
struct Budget {
  int64_t budget_pence = 0;
  int64_t awarded_pence = 0;
};

// Throws where `ends_on`, given as the field of that name of `object`, is before `starts_on`.
void CheckPeriod(const std::string& object, const std::string& starts_on,
                 const std::string& ends_on);
// Throws where the fund would have less than it has promised.
void CheckBudgetCovers(const Fund& fund, int64_t awarded_pence);

}  // namespace champions::funding
