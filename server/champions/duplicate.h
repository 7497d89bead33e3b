// Who may be one person: what agrees of two records, and how much that speaks for it.
#pragma once

#include <string>
#include <vector>

namespace champions::champions {

// By blind indexes, so exactly and without anything being opened.
struct Matches {
  bool name = false, email = false, phone = false;
};

enum class Strength { kPossible, kLikely, kStrong };
// The name in the API, with its prefix: `LIKELY`.
const char* StrengthName(Strength strength);

// An address is one person's more often than a telephone or a name. Age bands weigh where both are
// known: people of one name in two bands are seldom one.
int Points(const Matches& matches, const std::string& age_band, const std::string& other_age_band);
Strength StrengthOf(int points);

// The names of what agrees in the API, with their prefix: `EMAIL`.
std::vector<std::string> MatchNames(const Matches& matches);

}  // namespace champions::champions
