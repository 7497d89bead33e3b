#include "champions/merge.h"

#include <tuple>

namespace champions::champions {
namespace {

Refusal NotAllowed(const std::string& reason, const std::string& message) {
  return Refusal(Code::kFailedPrecondition, reason, message);
}

}  // namespace

Refusal DifferentOrganisations() {
  return NotAllowed("DIFFERENT_ORGANISATIONS",
                    "these are champions of two organisations: who volunteers for two counts in "
                    "each, so they are not merged");
}

void CheckMerge(const Champion& survivor, const Champion& duplicate) {
  if (survivor.id == duplicate.id) {
    throw InvalidField("duplicate", "is the survivor itself: expected another champion");
  }
  if (survivor.organisation_id != duplicate.organisation_id) throw DifferentOrganisations();
  if (!duplicate.merged_into.empty()) {
    throw NotAllowed("ALREADY_MERGED", "the duplicate was merged before, into " +
                                           duplicate.merged_into +
                                           ": unmerge it first, or merge that one")
        .With("survivor", duplicate.merged_into);
  }
  if (!duplicate.duplicates.empty()) {
    throw NotAllowed("HAS_DUPLICATES",
                     "others were merged into the duplicate: merge the other way round, or unmerge "
                     "those first")
        .With("duplicates", std::to_string(duplicate.duplicates.size()));
  }
  if (!survivor.merged_into.empty()) {
    throw NotAllowed("IS_DUPLICATE",
                     "the survivor is itself a duplicate: merge into " + survivor.merged_into)
        .With("survivor", survivor.merged_into);
  }
  if (survivor.duplicates.size() >= kMostDuplicates) {
    throw NotAllowed("TOO_MANY_DUPLICATES", "the survivor has " + std::to_string(kMostDuplicates) +
                                                " duplicates already: that is no one person");
  }
}

std::vector<std::string> DifferingFields(const Champion& survivor, const Champion& duplicate) {
  const std::vector<std::tuple<const char*, std::string, std::string>> kFields = {
      {"career_goal", survivor.career_goal, duplicate.career_goal},
      {"email", survivor.identity.email, duplicate.identity.email},
      {"external_id", survivor.external_id, duplicate.external_id},
      {"family_name", survivor.identity.family_name, duplicate.identity.family_name},
      {"given_name", survivor.identity.given_name, duplicate.identity.given_name},
      {"left_on", survivor.left_on, duplicate.left_on},
      {"phone", survivor.identity.phone, duplicate.identity.phone},
      {"recruited_on", survivor.recruited_on, duplicate.recruited_on},
      {"role", survivor.role, duplicate.role},
      {"state", StateName(survivor.state), StateName(duplicate.state)}};
  std::vector<std::string> differing;
  for (const auto& [name, one, other] : kFields) {
    if (!one.empty() && !other.empty() && one != other) differing.emplace_back(name);
  }
  return differing;
}

std::vector<Change> Changes(const PeopleFigures& before, const PeopleFigures& after) {
  std::map<std::pair<std::string, std::string>, std::pair<People, People>> both;
  for (const auto& [place, people] : before) both[place].first = people;
  for (const auto& [place, people] : after) both[place].second = people;
  std::vector<Change> changes;
  for (const auto& [place, people] : both) {
    if (people.first == people.second) continue;
    changes.push_back({place.first, place.second, people.first, people.second});
  }
  return changes;
}

}  // namespace champions::champions
