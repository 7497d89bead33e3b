// The instance key and the database that it is the key of (docs/encryption.md).
#pragma once

#include <string>

#include "config/config.h"
#include "db/pool.h"
#include "db/transaction.h"
#include "sealing/vault.h"

namespace champions::app {

// secrets.instance_key_file, or beside the pepper.
std::string InstanceKeyFile(const config::Config& config);

// Notes the instance key in force in the database, and takes the key of blind indexes from there.
// Throws std::runtime_error where the file lacks a key that something is wrapped by, or the one in
// force was given up: better to learn it now than from what cannot be read later.
void UseInstanceKey(db::Transaction& transaction, sealing::Vault* vault);
// In a transaction of its own.
void UseInstanceKey(db::Pool& pool, sealing::Vault* vault);

}  // namespace champions::app
