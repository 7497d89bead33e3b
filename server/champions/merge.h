// Merging: one champion's record is a duplicate of another's, and they count as one person.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/refusal.h"
#include "champions/champion.h"

namespace champions::champions {

inline constexpr size_t kMostDuplicates = 100;

Refusal DifferentOrganisations();

// Refuses what may not be merged, and says what to do instead. Whether one of them was erased is
// for the store to say.
void CheckMerge(const Champion& survivor, const Champion& duplicate);

// The fields that both have and that differ, by name; equality answers are never among them.
std::vector<std::string> DifferingFields(const Champion& survivor, const Champion& duplicate);

// People of an organisation, by the first day of the quarter and the programme's code ("":
// overall).
struct People {
  int64_t recruited = 0, trained = 0;
  bool operator==(const People&) const = default;
};
using PeopleFigures = std::map<std::pair<std::string, std::string>, People>;

struct Change {
  std::string quarter, programme;
  People before, after;
};
// What differs, in the order of quarters and programmes.
std::vector<Change> Changes(const PeopleFigures& before, const PeopleFigures& after);

}  // namespace champions::champions
