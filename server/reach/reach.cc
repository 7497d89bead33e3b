#include "reach/reach.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace champions::reach {
namespace {

std::string CheckCategory(const Breakdown& breakdown) {
  if (breakdown.dimension == "AGE_BAND") return CheckAgeBand(breakdown.category);
  if (breakdown.dimension == "ETHNIC_CATEGORY") return CheckEthnicCategory(breakdown.category);
  if (breakdown.dimension == "GENDER") return CheckGender(breakdown.category);
  if (breakdown.dimension == "LANGUAGE") return CheckLanguage(breakdown.category);
  return CheckWard(breakdown.category);
}

void CheckBreakdowns(const Reach& reach, const std::string& path,
                     std::vector<FieldViolation>& violations) {
  std::map<std::string, int64_t> sums;
  std::set<std::pair<std::string, std::string>> seen;
  for (size_t i = 0; i < reach.breakdowns.size(); ++i) {
    const auto& breakdown = reach.breakdowns[i];
    std::string item = path + ".breakdowns[" + std::to_string(i) + "]";
    auto problem = CheckCategory(breakdown);
    if (!problem.empty()) violations.push_back({item + ".category", problem});
    if (!seen.insert({breakdown.dimension, breakdown.category}).second) {
      violations.push_back({item, "gives " + breakdown.dimension + " " +
                                      Quoted(breakdown.category) + " again: expected it once"});
    }
    sums[breakdown.dimension] += breakdown.people;
  }
  for (const auto& [dimension, sum] : sums) {
    if (sum <= reach.people) continue;
    violations.push_back({path + ".breakdowns", dimension + " adds up to " + std::to_string(sum) +
                                                    ": expected at most people, " +
                                                    std::to_string(reach.people)});
  }
}

}  // namespace

std::vector<FieldViolation> CheckRules(const Reach& reach, const std::string& path) {
  std::vector<FieldViolation> violations;
  auto at_most_people = [&](const char* field, int value) {
    if (value <= reach.people) return;
    violations.push_back({path + "." + field, "is " + std::to_string(value) +
                                                  ": expected at most people, " +
                                                  std::to_string(reach.people)});
  };
  at_most_people("new_people", reach.new_people);
  at_most_people("signposted", reach.signposted);
  CheckBreakdowns(reach, path, violations);
  std::set<std::string> partners;
  for (size_t i = 0; i < reach.partners.size(); ++i) {
    const auto& partner = reach.partners[i];
    std::string item = path + ".partners[" + std::to_string(i) + "]";
    if (partner == reach.organisation)
      violations.push_back({item, "is the lead organisation itself"});
    if (!partners.insert(partner).second) violations.push_back({item, "stands twice"});
  }
  return violations;
}

}  // namespace champions::reach
