#include "access/key.h"

#include "access/user.h"
#include "auth/principal.h"
#include "base/text.h"

namespace champions::access {
namespace {

void CheckCertificate(const Key& key, std::vector<FieldViolation>* violations) {
  const auto& digest = key.certificate_sha256;
  const std::string names_field = "key.certificate_subject_alternative_names";
  if (!digest.empty() &&
      (digest.size() != 64 || digest.find_first_not_of("0123456789abcdef") != std::string::npos)) {
    violations->push_back({"key.certificate_sha256",
                           "is " + Quoted(digest) + ": expected 64 hex digits in lower case"});
  }
  if (!digest.empty() && !key.certificate_names.empty()) {
    violations->push_back({names_field, "is given: expected none beside certificate_sha256"});
  }
  for (size_t i = 0; i < key.certificate_names.size(); ++i) {
    const auto& name = key.certificate_names[i];
    auto kind = name.substr(0, 4);
    if ((kind == "DNS:" || kind == "URI:") && name.size() > 4) continue;
    violations->push_back({names_field + "[" + std::to_string(i) + "]",
                           "is " + Quoted(name) + ": expected DNS: and a host, or URI: and a URI"});
  }
}

}  // namespace

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
  } else if (key.role == auth::RoleName(auth::Role::kSafeguardingLead)) {
    violations.push_back(
        {"key.role", "is " + key.role + ": expected another, since that is a person"});
  } else {
    violations = CheckRole("key", key.role, key.organisations);
  }
  if (key.expires_at_us && *key.expires_at_us <= now_us) {
    violations.push_back({"key.expire_time", "has passed: expected an instant to come, or none"});
  }
  CheckCertificate(key, &violations);
  if (!violations.empty()) throw InvalidFields(std::move(violations));
}

std::vector<FieldViolation> CheckScopes(const std::string& field,
                                        const std::vector<std::string>& scopes,
                                        const std::set<std::string>& grantable) {
  std::vector<FieldViolation> violations;
  for (size_t i = 0; i < scopes.size(); ++i) {
    if (grantable.count(scopes[i])) continue;
    bool is_known = auth::AllPermissions().count(scopes[i]) > 0;
    std::string expected = is_known ? ": expected no more than the caller or role may do"
                                    : ": expected a permission, such as reach.write";
    violations.push_back(
        {field + "[" + std::to_string(i) + "]", "is " + Quoted(scopes[i]) + expected});
  }
  return violations;
}

Refusal TwoKeysLive(const std::string& name, const std::vector<std::string>& living) {
  Refusal refusal(Code::kFailedPrecondition, "TWO_KEYS_LIVE",
                  "two keys named " + Quoted(name) + " live already, " + Join(living, " and ") +
                      ": revoke one of them first");
  return refusal.With("keys", Join(living, ","));
}

}  // namespace champions::access
