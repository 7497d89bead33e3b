// Who calls, and what that caller may do.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace champions::auth {

enum class Role {
  kAdministrator,
  kProgrammeManager,
  kCoordinator,
  kPartner,
  kAuditor,
  kSafeguardingLead
};

// The name in the database and, with its prefix, in the API: `PROGRAMME_MANAGER`.
const char* RoleName(Role role);
Role RoleFromName(const std::string& name);

// The permission table, the only one: what each role may do. Names are `noun.read`, `noun.write`,
// and `personal` for names, contact data, equality answers and notes.
const std::set<std::string>& PermissionsOf(Role role);
// Of a programme manager of one programme: reads what belongs to it, and runs it.
const std::set<std::string>& PermissionsOfOneProgramme();
// What the scopes of a key of its own with this role may name: the role's permissions, and
// `personal` for PARTNER and AUDITOR, who have it by an explicit scope alone. A user's keys and
// sessions never get more than the role: so what a person may see does not depend on the
// credential.
std::set<std::string> GrantableTo(Role role, bool is_of_user);
// Every permission there is, whoever has it; a method that asks for another keeps the server from
// starting.
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

// What a method takes of a membership.
struct Need {
  std::string permission;
  bool personal = false;         // the permission `personal` as well
  bool every_programme = false;  // not of one programme alone
};

// A role, and where it holds: in some organisations, in one programme of every organisation, or
// everywhere.
struct Membership {
  Role role = Role::kPartner;
  std::vector<int> organisation_ids;  // empty where the role sees every organisation
  std::vector<std::string> organisation_codes;
  int programme_id = 0;  // of a PROGRAMME_MANAGER: of this one alone; 0: of all
  std::string programme_code;

  const std::set<std::string>& permissions() const;
  bool Grants(const std::string& permission) const { return permissions().count(permission) > 0; }
  bool Meets(const Need& need) const;
};

// What the scopes of a user's keys and sessions may name.
std::set<std::string> GrantableTo(const std::vector<Membership>& memberships);

// Whoever calls. What it sees is first that of all its memberships together; a call narrows it to
// those that grant the method's permission (NarrowTo), so that a role in one organisation never
// counts in another.
struct Principal {
  // What retries, page tokens, queues and the audit log know the caller by: the id of the key, the
  // same for every token obtained with it; of a user who signed in, the id of the user.
  std::string key_id;
  std::string user_id;     // empty for a partner system's own key
  std::string session_id;  // empty where a key itself is the token
  std::string name;
  Role role = Role::kPartner;         // of several the one that sees most
  std::vector<int> organisation_ids;  // seen as a whole; empty where the role sees every one
  std::vector<std::string> organisation_codes;
  // Where not empty: of other organisations than those, what belongs to these programmes alone.
  std::vector<int> programme_ids;
  std::vector<std::string> programme_codes;
  // Where some of the memberships see personal data and others do not: of these organisations.
  std::optional<std::vector<int>> personal_ids;
  // Null where `role` is all there is, as of every partner system; empty of a user who has none.
  std::shared_ptr<const std::vector<Membership>> memberships;
  // Null: all of the role's permissions, and no other. Shared, since principals are copied for
  // every call.
  std::shared_ptr<const std::set<std::string>> scopes;
  bool exchange_only = false;                             // obtains tokens and does nothing else
  std::shared_ptr<const CertificateBinding> certificate;  // null: none is asked for
  std::shared_ptr<Allowance> allowance;                   // null: no limit (auth/allowance.h)
  // When the user of a session signed in; nothing of keys and their tokens.
  std::optional<std::chrono::steady_clock::time_point> signed_in_at;

  bool May(const std::string& permission) const;
  // The same, whichever of what it sees it is about.
  bool MayEverywhere(const std::string& permission) const;
  // All that May grants.
  std::set<std::string> Permissions() const;
  // Sets `memberships`, and what follows from them.
  void Combine(std::vector<Membership> all);
  // Leaves of several memberships those that meet the need; false where none does.
  bool NarrowTo(const Need& need);
  // All of every organisation.
  bool sees_everything() const { return every_organisation() && programme_ids.empty(); }
  // Something of every organisation; what row-level security is told.
  bool every_organisation() const { return SeesEveryOrganisation(role); }
  // Nothing else than the safeguarding lead of some organisations: who reads their cases. By role,
  // not by permission, so that it holds where the check of permissions fails.
  bool is_safeguarding_lead() const;
  // What the roles tell by themselves, organisation by organisation, is not all.
  bool is_narrow() const { return !programme_ids.empty() || personal_ids.has_value(); }
  // The setting of row-level security follows this, so it decides for the database too.
  bool personal() const { return May("personal"); }
  // The person or system, whatever the credential.
  const std::string& id() const { return user_id.empty() ? key_id : user_id; }
  // By role, whatever the scopes of the credential say.
  bool Holds(const std::string& permission) const;
  // For messages: `COORDINATOR`, or each of several.
  std::string RoleNames() const;
};

}  // namespace champions::auth
