// Who calls, and what that caller may do.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
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
// What the scopes of a key of its own with this role may name: the role's permissions, and
// `personal` for PARTNER and AUDITOR, who have it by an explicit scope alone. A user's keys and
// sessions never get more than the role: so what a person may see does not depend on the
// credential.
std::set<std::string> GrantableTo(Role role, bool is_of_user);
// Every permission there is; a method that asks for another keeps the server from starting.
const std::set<std::string>& AllPermissions();
// True for roles that see every organisation; the others see those they are bound to.
bool SeesEveryOrganisation(Role role);

// What every credential may do, whatever its scopes: ask who it is, and obtain a token.
constexpr const char* kWhoAmI = "whoami.read";
constexpr const char* kObtainTokens = "tokens.write";

// The client certificate that calls have to show; one of the two is set.
struct CertificateBinding {
  std::string sha256;              // in hex
  std::vector<std::string> names;  // of which the certificate has one: `DNS:host` or `URI:…`
};

class Allowance;

struct Principal {
  // What retries, page tokens, queues and the audit log know the caller by: the id of the key, the
  // same for every token obtained with it; of a user who signed in, the id of the user.
  std::string key_id;
  std::string user_id;     // empty for a partner system's own key
  std::string session_id;  // empty where a key itself is the token
  std::string name;
  Role role = Role::kPartner;
  std::vector<int> organisation_ids;  // empty where the role sees every organisation
  std::vector<std::string> organisation_codes;
  // Null: all of the role's permissions, and no other. Shared, since principals are copied for
  // every call.
  std::shared_ptr<const std::set<std::string>> scopes;
  bool exchange_only = false;                             // obtains tokens and does nothing else
  std::shared_ptr<const CertificateBinding> certificate;  // null: none is asked for
  std::shared_ptr<Allowance> allowance;                   // null: no limit (auth/allowance.h)
  // When the user of a session signed in; nothing of keys and their tokens.
  std::optional<std::chrono::steady_clock::time_point> signed_in_at;

  bool May(const std::string& permission) const;
  // All that May grants.
  std::set<std::string> Permissions() const;
  bool sees_everything() const { return SeesEveryOrganisation(role); }
  // The setting of row-level security follows this, so it decides for the database too.
  bool personal() const { return May("personal"); }
  // The person or system, whatever the credential.
  const std::string& id() const { return user_id.empty() ? key_id : user_id; }
};

}  // namespace champions::auth
