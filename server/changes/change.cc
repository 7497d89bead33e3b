#include "changes/change.h"

#include <algorithm>
#include <set>

#include "base/refusal.h"

namespace champions::changes {
namespace {

struct KindRule {
  const char* kind;
  const char* permission;  // that listing such records takes
};

// tests/integration/change_test.cc holds it against the enum of the API.
constexpr KindRule kRules[] = {
    {"ORGANISATION", "organisations.read"},
    {"PROGRAMME", "programmes.read"},
    {"CHAMPION", "champions.read"},
    {"ENROLMENT", "champions.read"},
    {"COURSE", "courses.read"},
    {"COURSE_RUN", "courses.read"},
    {"TRAINING_RECORD", "training.read"},
    {"ACTIVITY", "activities.read"},
    {"REACH", "reach.read"},
    {"FUND", "funding.read"},
    {"AWARD", "funding.read"},
    {"PAYMENT", "funding.read"},
    {"RETURN", "returns.read"},
    {"INSIGHT", "insights.read"},
};

std::string Sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::string line;
  for (const auto& name : names) line += name + ",";
  return line + "\n";
}

// Of the permissions that matter here.
std::vector<std::string> ScopesOf(const auth::Principal& principal) {
  if (!principal.scopes) return {"all of the role"};
  std::vector<std::string> scopes;
  for (const auto& rule : kRules) {
    if (principal.MayEverywhere(rule.permission)) scopes.push_back(rule.permission);
  }
  return scopes;
}

}  // namespace

std::vector<std::string> KindsOf(const auth::Principal& principal,
                                 const std::vector<std::string>& wanted) {
  std::vector<std::string> kinds;
  for (const auto& rule : kRules) {
    bool named = std::count(wanted.begin(), wanted.end(), rule.kind) > 0;
    bool may = principal.MayEverywhere(rule.permission);
    if (named && !may) {
      Refusal refusal(Code::kPermissionDenied, "PERMISSION_DENIED",
                      std::string("changes of the kind ") + rule.kind +
                          " are not told to this caller: that takes " + rule.permission);
      throw refusal.With("permission", rule.permission);
    }
    if (may && (named || wanted.empty())) kinds.push_back(rule.kind);
  }
  return kinds;
}

std::string BindingOf(const auth::Principal& principal,
                      const std::vector<std::string>& organisations,
                      const std::vector<std::string>& kinds) {
  std::vector<std::string> seen;
  for (int id : principal.organisation_ids) seen.push_back(std::to_string(id));
  if (principal.sees_everything()) seen = {"every organisation"};
  return std::string("changes\n") + auth::RoleName(principal.role) + "\n" + Sorted(seen) +
         Sorted(ScopesOf(principal)) + Sorted(organisations) + Sorted(kinds);
}

std::string ToText(const Position& position) {
  return position.feed + " " + std::to_string(position.number);
}

Position PositionOf(const std::string& text) {
  auto space = text.find(' ');
  if (space == std::string::npos) return {};
  return {text.substr(0, space), std::stoll(text.substr(space + 1))};
}

}  // namespace champions::changes
