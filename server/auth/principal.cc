#include "auth/principal.h"

#include <array>
#include <stdexcept>

namespace champions::auth {
namespace {

constexpr std::array<const char*, 5> kNames = {"ADMINISTRATOR", "PROGRAMME_MANAGER", "COORDINATOR",
                                               "PARTNER", "AUDITOR"};

using Set = std::set<std::string>;

const Set kAdministrator = {
    "organisations.read", "organisations.write", "programmes.read",    "programmes.write",
    "champions.read",     "champions.write",     "champions.disclose", "champions.erase",
    "courses.read",       "courses.write",       "training.read",      "training.write",
    "activities.read",    "activities.write",    "reach.read",         "reach.write",
    "funding.read",       "funding.write",       "measures.read",      "measures.write",
    "budgets.read",       "budgets.write",       "exports.read",       "exports.write",
    "imports.read",       "imports.write",       "reports.read",       "reports.publish",
    "returns.read",       "returns.write",       "returns.approve",    "audit.read",
    "audit.export",       "access.read",         "access.write",       "whoami.read",
    "whoami.write",       "tokens.write",        "risks.read",         "risks.write",
    "insights.read",      "insights.write",      "privacy.read",       "privacy.write",
    "equality.read",      "rights.write",        "changes.read",       "personal"};

Set Without(Set set, std::initializer_list<const char*> removed) {
  for (auto* name : removed) set.erase(name);
  return set;
}

const Set kProgrammeManager = Without(kAdministrator, {"access.read", "access.write"});

const Set kCoordinator = {"organisations.read",
                          "programmes.read",
                          "champions.read",
                          "champions.write",
                          "champions.disclose",
                          "equality.read",
                          "courses.read",
                          "training.read",
                          "training.write",
                          "activities.read",
                          "activities.write",
                          "reach.read",
                          "reach.write",
                          "funding.read",
                          "measures.read",
                          "reports.read",
                          "returns.read",
                          "returns.write",
                          "insights.read",
                          "insights.write",
                          "changes.read",
                          "whoami.read",
                          "whoami.write",
                          "tokens.write",
                          "personal"};

const Set kPartner = {"organisations.read", "programmes.read", "courses.read",     "champions.read",
                      "training.read",      "activities.read", "activities.write", "reach.read",
                      "reach.write",        "reports.read",    "returns.read",     "whoami.read",
                      "whoami.write",       "tokens.write",    "changes.read"};

const Set kAuditor = {"organisations.read", "programmes.read", "champions.read", "courses.read",
                      "training.read",      "activities.read", "reach.read",     "funding.read",
                      "measures.read",      "budgets.read",    "imports.read",   "reports.read",
                      "returns.read",       "risks.read",      "insights.read",  "audit.read",
                      "equality.read",      "audit.export",    "access.read",    "whoami.read",
                      "privacy.read",       "whoami.write",    "tokens.write",   "changes.read"};

}  // namespace

const char* RoleName(Role role) { return kNames[static_cast<size_t>(role)]; }

Role RoleFromName(const std::string& name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (name == kNames[i]) return static_cast<Role>(i);
  }
  throw std::logic_error("there is no role " + name);
}

const std::set<std::string>& PermissionsOf(Role role) {
  switch (role) {
    case Role::kAdministrator:
      return kAdministrator;
    case Role::kProgrammeManager:
      return kProgrammeManager;
    case Role::kCoordinator:
      return kCoordinator;
    case Role::kPartner:
      return kPartner;
    case Role::kAuditor:
      return kAuditor;
  }
  throw std::logic_error("unknown role");
}

const std::set<std::string>& AllPermissions() { return kAdministrator; }

std::set<std::string> GrantableTo(Role role, bool is_of_user) {
  auto grantable = PermissionsOf(role);
  if (!is_of_user && (role == Role::kPartner || role == Role::kAuditor)) {
    grantable.insert("personal");
  }
  return grantable;
}

bool SeesEveryOrganisation(Role role) {
  return role != Role::kCoordinator && role != Role::kPartner;
}

bool Principal::May(const std::string& permission) const {
  if (exchange_only) return permission == kObtainTokens;
  bool of_role = PermissionsOf(role).count(permission) > 0;
  if (!scopes) return of_role;
  if (scopes->count(permission) == 0) {
    return of_role && (permission == kWhoAmI || permission == kObtainTokens);
  }
  // The scope is there; all but `personal` must be the role's too, which may have been changed
  // since the scope was given.
  return of_role ||
         (permission == "personal" && GrantableTo(role, !user_id.empty()).count("personal"));
}

std::set<std::string> Principal::Permissions() const {
  std::set<std::string> permissions;
  for (const auto& permission : GrantableTo(role, !user_id.empty())) {
    if (May(permission)) permissions.insert(permission);
  }
  return permissions;
}

}  // namespace champions::auth
