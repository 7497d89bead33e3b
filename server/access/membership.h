// A membership: what a user may do in one organisation or programme, beside the user's own role.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/refusal.h"

namespace champions::access {

struct Membership {
  std::string id;
  std::string user;          // its id
  std::string role;          // such as COORDINATOR
  std::string organisation;  // code; one of the two is empty
  std::string programme;
  std::string state;  // STANDING or REVOKED
  int64_t created_at_us = 0;
  std::optional<int64_t> revoked_at_us;
};

// Throws a Refusal that names every field that breaks a rule: COORDINATOR, PARTNER and
// SAFEGUARDING_LEAD are of an organisation, PROGRAMME_MANAGER is of a programme, the other roles
// are users' own.
void CheckNewMembership(const Membership& membership);

}  // namespace champions::access
