#include "access/user.h"

#include "auth/principal.h"

namespace champions::access {
namespace {

struct Transition {
  const char* verb;
  const char* from;
  const char* to;
};

constexpr Transition kTransitions[] = {
    {"DisableUser", "ENABLED", "DISABLED"},
    {"EnableUser", "DISABLED", "ENABLED"},
};

}  // namespace

std::vector<FieldViolation> CheckRole(const std::string& resource, const std::string& role,
                                      const std::vector<std::string>& organisations) {
  std::string field = resource + ".organisations";
  if (role.empty()) {
    if (organisations.empty()) return {};
    return {{field, "is given: expected none without a role"}};
  }
  bool everything = auth::SeesEveryOrganisation(auth::RoleFromName(role));
  if (everything && !organisations.empty()) {
    return {{field, "is given: expected none, since " + role + " sees every organisation"}};
  }
  if (!everything && organisations.empty()) {
    return {{field, "is required: expected the codes of those that the " + role + " works for"}};
  }
  return {};
}

std::string NextUserState(const std::string& verb, const std::string& state) {
  std::vector<std::string> allowed;
  for (const auto& transition : kTransitions) {
    if (state != transition.from) continue;
    if (verb == transition.verb) return transition.to;
    allowed.emplace_back(transition.verb);
  }
  throw TransitionNotAllowed("user", verb, state, allowed);
}

Refusal UserDisabled(const std::string& id) {
  Refusal refusal(Code::kFailedPrecondition, "USER_DISABLED",
                  "user '" + id + "' is disabled: enable it first");
  return refusal.With("user", id);
}

Refusal LastAdministrator() {
  return Refusal(Code::kFailedPrecondition, "LAST_ADMINISTRATOR",
                 "nobody could sign in as an administrator any more: make another administrator "
                 "with a valid key first");
}

}  // namespace champions::access
