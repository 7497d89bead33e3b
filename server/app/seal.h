// Sealing what an older server stored in clear (docs/encryption.md).
#pragma once

#include <string>

#include "config/config.h"
#include "sealing/vault.h"

namespace champions::app {

// secrets.instance_key_file, or beside the pepper.
std::string InstanceKeyFile(const config::Config& config);

// Seals names, contact data, equality answers and notes that have no key yet, with their earlier
// versions, some hundred people to a transaction; gives how many owners. As the migrator.
int64_t SealClear(const std::string& connection_string, const sealing::Vault& vault);

}  // namespace champions::app
