// Recording reach: one path for a single record, a batch and the items of a stream.
#pragma once

#include <string>
#include <vector>

#include "db/transaction.h"
#include "reach/reach.h"
#include "rpc/call.h"

namespace champions::reach {

// Records all of them or throws the refusal of the first that cannot be. `paths` are where they
// stand in the request, for the words of a refusal.
std::vector<Reach> LogAll(rpc::Call& call, db::Transaction& transaction, std::vector<Reach> reaches,
                          const std::vector<std::string>& paths);

}  // namespace champions::reach
