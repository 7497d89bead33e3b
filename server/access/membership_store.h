// The only code that runs the statements about memberships.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/membership.h"
#include "auth/principal.h"
#include "db/transaction.h"

namespace champions::access::store {

Membership MembershipFromRow(const db::Row& row);
std::optional<Membership> GetMembership(db::Transaction& transaction, const std::string& id);
// Gives the id. Throws NOT_FOUND for a user, organisation or programme that there is none of,
// USER_DISABLED, and ALREADY_EXISTS where the user has just that.
std::string InsertMembership(db::Transaction& transaction, const Membership& membership);
// False where there is none that stands.
bool EndMembership(db::Transaction& transaction, const std::string& id);

// What a user may do, the role of its own first; without the organisations.
std::vector<auth::Membership> GrantsOf(db::Transaction& transaction, const std::string& user_id);

}  // namespace champions::access::store
