// Who calls, and what that caller may do.
#pragma once

#include <set>
#include <string>
#include <vector>

namespace champions::auth {

enum class Role { kAdministrator, kProgrammeManager, kCoordinator, kPartner, kAuditor };

// The name in the database and, with its prefix, in the API: `PROGRAMME_MANAGER`.
const char* RoleName(Role role);
Role RoleFromName(const std::string& name);

// The permission table, the only one: what each role may do. Names are `noun.read`, `noun.write`,
// and `personal` for names, contact data, equality answers and notes.
const std::set<std::string>& PermissionsOf(Role role);
// Every permission there is; a method that asks for another keeps the server from starting.
const std::set<std::string>& AllPermissions();
// True for roles that see every organisation; the others see those they are bound to.
bool SeesEveryOrganisation(Role role);

struct Principal {
  std::string key_id;
  std::string user_id;  // empty for a partner system's own key
  std::string name;
  Role role = Role::kPartner;
  std::vector<int> organisation_ids;  // empty where the role sees every organisation
  std::vector<std::string> organisation_codes;

  bool May(const std::string& permission) const {
    return PermissionsOf(role).count(permission) > 0;
  }
  bool sees_everything() const { return SeesEveryOrganisation(role); }
  bool personal() const { return May("personal"); }
};

}  // namespace champions::auth
