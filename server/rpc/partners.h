// The partners of joint work, which activities and reach name by their organisations' codes.
#pragma once

#include <string>
#include <vector>

#include "db/transaction.h"

namespace champions::rpc {

// The ids of partners, sorted. They need not be visible to the caller: that an organisation exists
// is no secret to those who work with it. Throws a Refusal that names the place in `field`, such as
// `activity.partners[2]`, for one that is given twice, is the lead itself, or does not exist.
std::vector<int> FindPartners(db::Transaction& transaction, const std::vector<std::string>& codes,
                              const std::string& lead, const std::string& field);

}  // namespace champions::rpc
