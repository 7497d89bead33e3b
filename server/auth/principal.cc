#include "auth/principal.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace champions::auth {
namespace {

constexpr std::array<const char*, 6> kNames = {
    "ADMINISTRATOR", "PROGRAMME_MANAGER", "COORDINATOR", "PARTNER", "AUDITOR", "SAFEGUARDING_LEAD"};

using Set = std::set<std::string>;

const Set kAdministrator = {"organisations.read",
                            "organisations.write",
                            "programmes.read",
                            "programmes.write",
                            "champions.read",
                            "champions.write",
                            "champions.disclose",
                            "champions.erase",
                            "courses.read",
                            "courses.write",
                            "training.read",
                            "training.write",
                            "activities.read",
                            "activities.write",
                            "reach.read",
                            "reach.write",
                            "funding.read",
                            "funding.write",
                            "measures.read",
                            "measures.write",
                            "budgets.read",
                            "budgets.write",
                            "exports.read",
                            "exports.write",
                            "imports.read",
                            "imports.write",
                            "reports.read",
                            "reports.publish",
                            "returns.read",
                            "returns.write",
                            "returns.approve",
                            "audit.read",
                            "audit.export",
                            "access.read",
                            "access.write",
                            "whoami.read",
                            "whoami.write",
                            "tokens.write",
                            "risks.read",
                            "risks.write",
                            "insights.read",
                            "insights.write",
                            "privacy.read",
                            "privacy.write",
                            "equality.read",
                            "rights.write",
                            "changes.read",
                            "cases.raise",
                            "personal"};

Set Without(Set set, std::initializer_list<const char*> removed) {
  for (auto* name : removed) set.erase(name);
  return set;
}

const Set kProgrammeManager = Without(kAdministrator, {"access.read", "access.write"});

const Set kCoordinator = {
    "organisations.read", "programmes.read", "champions.read",   "champions.write",
    "champions.disclose", "equality.read",   "courses.read",     "training.read",
    "training.write",     "activities.read", "activities.write", "reach.read",
    "reach.write",        "funding.read",    "measures.read",    "reports.read",
    "returns.read",       "returns.write",   "insights.read",    "insights.write",
    "cases.raise",        "changes.read",    "whoami.read",      "whoami.write",
    "tokens.write",       "personal"};

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

// Designated in one organisation, mostly beside another role there. Nobody else reads cases.
const Set kSafeguardingLead = {
    "organisations.read", "programmes.read", "champions.read", "cases.raise",  "cases.read",
    "cases.write",        "whoami.read",     "whoami.write",   "tokens.write", "personal"};

// What concerns several programmes (funds, courses, returns, publications, imports, the audit log
// and everybody's rights) is for those who see them all; what happens in an organisation is
// recorded by its coordinators, which a membership there makes of a programme's manager too.
const Set kOneProgramme = {
    "organisations.read", "programmes.read", "programmes.write", "champions.read",
    "courses.read",       "training.read",   "activities.read",  "activities.write",
    "reach.read",         "funding.read",    "reports.read",     "insights.read",
    "whoami.read",        "whoami.write",    "tokens.write",     "personal"};

Set All() {
  Set all;
  for (const auto* set : {&kAdministrator, &kProgrammeManager, &kCoordinator, &kPartner, &kAuditor,
                          &kSafeguardingLead, &kOneProgramme}) {
    all.insert(set->begin(), set->end());
  }
  return all;
}
const Set kAll = All();

void AddMissing(const std::vector<int>& from, std::vector<int>* to) {
  for (int id : from) {
    if (std::find(to->begin(), to->end(), id) == to->end()) to->push_back(id);
  }
}

void AddMissing(const std::vector<std::string>& from, std::vector<std::string>* to) {
  std::set<std::string> all(to->begin(), to->end());
  all.insert(from.begin(), from.end());
  to->assign(all.begin(), all.end());
}

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
    case Role::kSafeguardingLead:
      return kSafeguardingLead;
  }
  throw std::logic_error("unknown role");
}

const std::set<std::string>& PermissionsOfOneProgramme() { return kOneProgramme; }

const std::set<std::string>& Membership::permissions() const {
  return programme_id == 0 ? PermissionsOf(role) : kOneProgramme;
}

bool Membership::Meets(const Need& need) const {
  return Grants(need.permission) && (!need.personal || Grants("personal")) &&
         (!need.every_programme || programme_id == 0);
}

std::set<std::string> GrantableTo(const std::vector<Membership>& memberships) {
  std::set<std::string> grantable;
  for (const auto& membership : memberships) {
    grantable.insert(membership.permissions().begin(), membership.permissions().end());
  }
  return grantable;
}

const std::set<std::string>& AllPermissions() { return kAll; }

std::set<std::string> GrantableTo(Role role, bool is_of_user) {
  auto grantable = PermissionsOf(role);
  if (!is_of_user && (role == Role::kPartner || role == Role::kAuditor)) {
    grantable.insert("personal");
  }
  return grantable;
}

bool SeesEveryOrganisation(Role role) {
  return role == Role::kAdministrator || role == Role::kProgrammeManager || role == Role::kAuditor;
}

bool Principal::is_safeguarding_lead() const {
  if (!memberships) return role == Role::kSafeguardingLead;
  return !memberships->empty() &&
         std::all_of(memberships->begin(), memberships->end(), [](const auto& membership) {
           return membership.role == Role::kSafeguardingLead;
         });
}

bool Principal::Holds(const std::string& permission) const {
  if (!memberships) return PermissionsOf(role).count(permission) > 0;
  // Whoever is nobody anywhere can still see that, and choose a password.
  if (memberships->empty()) return permission == kWhoAmI || permission == "whoami.write";
  return std::any_of(memberships->begin(), memberships->end(),
                     [&](const auto& membership) { return membership.Grants(permission); });
}

bool Principal::May(const std::string& permission) const {
  if (exchange_only) return permission == kObtainTokens;
  bool of_role = Holds(permission);
  if (!scopes) return of_role;
  if (scopes->count(permission) == 0) {
    return of_role && (permission == kWhoAmI || permission == kObtainTokens);
  }
  // The scope is there; all but `personal` must be the role's too, which may have been changed
  // since the scope was given.
  return of_role ||
         (permission == "personal" && GrantableTo(role, !user_id.empty()).count("personal"));
}

bool Principal::MayEverywhere(const std::string& permission) const {
  if (!May(permission)) return false;
  return !memberships ||
         std::all_of(memberships->begin(), memberships->end(),
                     [&](const auto& membership) { return membership.Grants(permission); });
}

std::set<std::string> Principal::Permissions() const {
  std::set<std::string> permissions;
  for (const auto& permission :
       memberships ? AllPermissions() : GrantableTo(role, !user_id.empty())) {
    if (May(permission)) permissions.insert(permission);
  }
  return permissions;
}

void Principal::Combine(std::vector<Membership> all) {
  organisation_ids.clear();
  organisation_codes.clear();
  programme_ids.clear();
  programme_codes.clear();
  personal_ids.reset();
  if (!all.empty()) role = all.front().role;
  bool everything = false, personal = false, impersonal = false, personal_everywhere = false;
  std::vector<int> personal_in;
  for (const auto& one : all) {
    bool is_everywhere = SeesEveryOrganisation(one.role) && one.programme_id == 0;
    bool is_personal = one.Grants("personal");
    // What sees every organisation decides what row-level security is told; of those, what sees
    // all of them.
    if (is_everywhere || (one.programme_id != 0 && !everything)) role = one.role;
    everything = everything || is_everywhere;
    (is_personal ? personal : impersonal) = true;
    personal_everywhere = personal_everywhere || (is_personal && is_everywhere);
    if (is_personal) AddMissing(one.organisation_ids, &personal_in);
    AddMissing(one.organisation_ids, &organisation_ids);
    AddMissing(one.organisation_codes, &organisation_codes);
    if (one.programme_id == 0) continue;
    AddMissing({one.programme_id}, &programme_ids);
    AddMissing({one.programme_code}, &programme_codes);
  }
  if (everything) {
    organisation_ids.clear();
    organisation_codes.clear();
    programme_ids.clear();
    programme_codes.clear();
  }
  if (personal && impersonal && !personal_everywhere) personal_ids = std::move(personal_in);
  memberships = std::make_shared<const std::vector<Membership>>(std::move(all));
}

bool Principal::NarrowTo(const Need& need) {
  if (!memberships || memberships->empty()) return true;
  std::vector<Membership> left;
  for (const auto& one : *memberships) {
    if (one.Meets(need)) left.push_back(one);
  }
  if (left.empty()) return false;
  if (left.size() < memberships->size()) Combine(std::move(left));
  return true;
}

std::string Principal::RoleNames() const {
  if (!memberships) return RoleName(role);
  std::set<std::string> names;
  for (const auto& one : *memberships) {
    names.insert(RoleName(one.role) + (one.programme_id == 0 ? "" : " of " + one.programme_code));
  }
  std::string joined;
  for (const auto& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined.empty() ? "a user without a role" : joined;
}

}  // namespace champions::auth
