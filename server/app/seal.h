// Sealing what an older server stored in clear (docs/encryption.md).
#pragma once

#include <string>

#include "sealing/vault.h"

namespace champions::app {

// Seals names, contact data, equality answers and notes that have no key yet, with their earlier
// versions, some hundred people to a transaction; gives how many owners. As the migrator.
int64_t SealClear(const std::string& connection_string, sealing::Vault* vault);

}  // namespace champions::app
