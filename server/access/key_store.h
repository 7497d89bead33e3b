// The only code that runs the statements about keys.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/key.h"
#include "db/transaction.h"

namespace champions::access::store {

Key KeyFromRow(const db::Row& row);

std::optional<Key> GetKey(db::Transaction& transaction, const std::string& id);
// The same, and keeps others from changing it until the transaction ends.
std::optional<Key> LockKey(db::Transaction& transaction, const std::string& id);
// Gives the id. Of the token, its keyed hash is stored and nothing else.
std::string InsertKey(db::Transaction& transaction, const Key& key, const std::string& token_hash);
// Keys without a user that are neither revoked nor expired, with this name and for the same
// organisations: those of one partner. No other is made until the transaction ends.
std::vector<std::string> LockLivingKeys(db::Transaction& transaction, const Key& key);
// The key itself, or of a user the keys and the user itself: `id` may be of either.
std::vector<std::string> KeysOfPrincipal(db::Transaction& transaction, const std::string& id);
void RevokeKey(db::Transaction& transaction, const std::string& id);

}  // namespace champions::access::store
