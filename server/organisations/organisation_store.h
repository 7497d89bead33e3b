// The only code that runs the statements of organisations.
#pragma once

#include <optional>
#include <string>

#include "db/transaction.h"
#include "organisations/organisation.h"

namespace champions::organisations::store {

Organisation FromRow(const db::Row& row);

// Those that the caller may not see are not there: row-level security leaves them out.
std::optional<Organisation> Get(db::Transaction& transaction, const std::string& code);
// The same, and keeps others from changing it until the transaction ends.
std::optional<Organisation> Lock(db::Transaction& transaction, const std::string& code);
// Nothing where the code is taken.
std::optional<Organisation> Insert(db::Transaction& transaction, const Organisation& organisation);
Organisation Update(db::Transaction& transaction, const Organisation& organisation);

}  // namespace champions::organisations::store
