// The statements of the change feed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "changes/change.h"
#include "db/transaction.h"

namespace champions::changes::store {

// What tells this database from others.
std::string FeedOf(db::Transaction& transaction);

// The ids of organisations; nothing where one of them is not there for the caller, whose place is
// then in `unknown`.
std::optional<std::vector<int>> FindOrganisations(db::Transaction& transaction,
                                                  const std::vector<std::string>& codes,
                                                  size_t* unknown);

// The changes after a number, `limit` at most. `reached` is the number up to which they are all: up
// to `settled`, or less where there are more, or much was passed over that the caller does not see.
std::vector<Change> Read(db::Transaction& transaction, const View& view, int64_t after,
                         int64_t settled, size_t limit, int64_t* reached);

// The number up to which changes were removed. To be asked after they were read: what was removed
// before that is not missed silently.
int64_t RemovedUpTo(db::Transaction& transaction);

}  // namespace champions::changes::store
