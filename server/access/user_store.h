// The only code that runs the statements about users.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/user.h"
#include "db/transaction.h"

namespace champions::access::store {

User UserFromRow(const db::Row& row);

// Name and e-mail address are left out where the transaction may not see personal data.
std::optional<User> GetUser(db::Transaction& transaction, const std::string& id);
// The whole user, and keeps others from changing it until the transaction ends.
std::optional<User> LockUser(db::Transaction& transaction, const std::string& id);
// True when another user than `id` (which may be empty) has this e-mail address.
bool EmailTaken(db::Transaction& transaction, const std::string& email, const std::string& id);
// Gives the id.
std::string InsertUser(db::Transaction& transaction, const User& user);
void UpdateUser(db::Transaction& transaction, const User& user);
void SetUserState(db::Transaction& transaction, const std::string& id, const std::string& state);

// The ids of organisations. Throws a Refusal that names the codes that do not exist.
std::vector<int> OrganisationIds(db::Transaction& transaction,
                                 const std::vector<std::string>& codes);

// Lets one change at a time take an administrator away, so that two cannot take the last two.
void LockAdministrators(db::Transaction& transaction);
// True while somebody can sign in as an administrator.
bool AdministratorLeft(db::Transaction& transaction);

}  // namespace champions::access::store
