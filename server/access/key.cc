#include "access/key.h"

#include "access/user.h"

namespace champions::access {

void CheckNewKey(const Key& key, int64_t now_us) {
  std::vector<FieldViolation> violations;
  if (!key.user.empty()) {
    if (!key.role.empty()) {
      violations.push_back({"key.role", "is given: expected none, since the user lends its own"});
    }
    if (!key.organisations.empty()) {
      violations.push_back(
          {"key.organisations", "is given: expected none, since the user lends its own"});
    }
  } else if (key.role.empty()) {
    violations.push_back({"key.role", "is required of a key without a user"});
  } else {
    violations = CheckRole("key", key.role, key.organisations);
  }
  if (key.expires_at_us && *key.expires_at_us <= now_us) {
    violations.push_back({"key.expire_time", "has passed: expected an instant to come, or none"});
  }
  if (!violations.empty()) throw InvalidFields(std::move(violations));
}

}  // namespace champions::access
