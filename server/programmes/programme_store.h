// The only code that runs the statements of programmes.
#pragma once

#include <optional>
#include <string>

#include "db/transaction.h"
#include "programmes/programme.h"

namespace champions::programmes::store {

Programme FromRow(const db::Row& row);

std::optional<Programme> Get(db::Transaction& transaction, const std::string& code);
// The same, and keeps others from changing it until the transaction ends.
std::optional<Programme> Lock(db::Transaction& transaction, const std::string& code);
// Nothing where the code is taken.
std::optional<Programme> Insert(db::Transaction& transaction, const Programme& programme);
// Writes every field that can change, the state included.
Programme Update(db::Transaction& transaction, const Programme& programme);

}  // namespace champions::programmes::store
