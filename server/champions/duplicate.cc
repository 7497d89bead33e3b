#include "champions/duplicate.h"

namespace champions::champions {

const char* StrengthName(Strength strength) {
  switch (strength) {
    case Strength::kPossible:
      return "POSSIBLE";
    case Strength::kLikely:
      return "LIKELY";
    case Strength::kStrong:
      return "STRONG";
  }
  return "";
}

int Points(const Matches& matches, const std::string& age_band, const std::string& other_age_band) {
  int points = (matches.name ? 2 : 0) + (matches.email ? 3 : 0) + (matches.phone ? 2 : 0);
  if (age_band.empty() || other_age_band.empty()) return points;
  return age_band == other_age_band ? points + 1 : points - 2;
}

Strength StrengthOf(int points) {
  if (points >= 5) return Strength::kStrong;
  return points >= 3 ? Strength::kLikely : Strength::kPossible;
}

std::vector<std::string> MatchNames(const Matches& matches) {
  std::vector<std::string> names;
  if (matches.name) names.emplace_back("NAME");
  if (matches.email) names.emplace_back("EMAIL");
  if (matches.phone) names.emplace_back("PHONE");
  return names;
}

}  // namespace champions::champions
