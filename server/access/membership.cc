#include "access/membership.h"

#include "auth/principal.h"

namespace champions::access {

void CheckNewMembership(const Membership& membership) {
  const auto& role = membership.role;
  bool of_programme = role == auth::RoleName(auth::Role::kProgrammeManager);
  std::vector<FieldViolation> violations;
  if (!of_programme && auth::SeesEveryOrganisation(auth::RoleFromName(role))) {
    violations.push_back(
        {"membership.role", "is " + role +
                                ": expected COORDINATOR, PARTNER, SAFEGUARDING_LEAD or "
                                "PROGRAMME_MANAGER, since the other roles are a user's own"});
    throw InvalidFields(std::move(violations));
  }
  auto check = [&](const std::string& field, const std::string& given, bool is_wanted) {
    if (given.empty() && is_wanted) {
      violations.push_back({field, "is required of a " + role + ": expected one code"});
    } else if (!given.empty() && !is_wanted) {
      violations.push_back({field, "is given: expected none of a " + role});
    }
  };
  check("membership.organisation", membership.organisation, !of_programme);
  check("membership.programme", membership.programme, of_programme);
  if (!violations.empty()) throw InvalidFields(std::move(violations));
}

}  // namespace champions::access
