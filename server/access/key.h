// A key: what a user or a partner system signs in with. Its token is not here: it is shown once,
// and only a keyed hash of it is stored.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/refusal.h"

namespace champions::access {

struct Key {
  std::string id;
  std::string name;
  std::string user;                        // its id; empty for a partner system
  std::string role;                        // its own, or the user's
  std::vector<std::string> organisations;  // codes
  std::vector<int> organisation_ids;
  std::optional<int64_t> expires_at_us;
  std::optional<int64_t> revoked_at_us;
  std::string state;  // VALID, REVOKED or EXPIRED, by the clock of the database
  int version = 0;
  int64_t created_at_us = 0;
  std::vector<std::string> scopes;  // empty: all that the role may
  bool exchange_only = false;
  std::string certificate_sha256;
  std::vector<std::string> certificate_names;  // `DNS:host` or `URI:…`
  std::optional<int64_t> last_used_at_us;
};

// Throws a Refusal that names every field that breaks a rule of a new key: a user lends its role
// and organisations, so a key has either a user or a role; it does not expire before it is made.
// A certificate is named by digest or by names.
void CheckNewKey(const Key& key, int64_t now_us);

// What is wrong with scopes, by field: each is a permission, and one that may be granted.
std::vector<FieldViolation> CheckScopes(const std::string& field,
                                        const std::vector<std::string>& scopes,
                                        const std::set<std::string>& grantable);

// How many keys of one partner may live at once: the old one, and the new one that takes over.
constexpr size_t kMostLivingKeys = 2;
// Thrown where one more would live; names those that do.
Refusal TwoKeysLive(const std::string& name, const std::vector<std::string>& living);

}  // namespace champions::access
