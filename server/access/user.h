// A user: a person who signs in with keys, with the role and organisations that they lend to them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/refusal.h"

namespace champions::access {

struct User {
  std::string id;
  std::string name;
  std::string email;
  std::string role;                        // such as PROGRAMME_MANAGER; may be empty
  std::vector<std::string> organisations;  // codes
  std::vector<int> organisation_ids;
  std::string state;
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// What is wrong with a role and its organisations, by field of `resource` (`user` or `key`):
// COORDINATOR, PARTNER and SAFEGUARDING_LEAD need organisations, the other roles see them all and
// take none, and so does a user without a role.
std::vector<FieldViolation> CheckRole(const std::string& resource, const std::string& role,
                                      const std::vector<std::string>& organisations);

// The state that a verb (DisableUser, EnableUser) leads to. Throws a Refusal that names the verbs
// which the state allows.
std::string NextUserState(const std::string& verb, const std::string& state);

// Thrown where something is to be given to a user who is disabled.
Refusal UserDisabled(const std::string& id);

// Thrown where a change would leave nobody who can sign in as an administrator.
Refusal LastAdministrator();

}  // namespace champions::access
