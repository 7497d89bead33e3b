// The only code that runs the statements about imports as records; what an import does is run.h.
#pragma once

#include <optional>
#include <string>

#include "db/transaction.h"

namespace champions::imports::store {

struct StoredImport {
  std::string id;
  std::string state;   // APPLIED or UNDONE
  std::string report;  // JSON of champions.v1.Import
  int64_t created_at_us = 0;
  int64_t undone_at_us = 0;  // 0: not undone
};

StoredImport FromRow(const db::Row& row);
std::string NewImportId(db::Transaction& transaction);
// Gives when it was stored, in microseconds.
int64_t Insert(db::Transaction& transaction, const std::string& id, const std::string& key_id,
               const std::string& report);
std::optional<StoredImport> Get(db::Transaction& transaction, const std::string& id);
std::optional<StoredImport> Lock(db::Transaction& transaction, const std::string& id);

// A record of the import that was changed since, as `reach 0198…`; nothing when it can be undone.
std::optional<std::string> UndoObstacle(db::Transaction& transaction, const std::string& id);
// Refuses with IMPORT_AMENDED_SINCE where a later record refers to one of the import.
void Undo(db::Transaction& transaction, const std::string& id);

}  // namespace champions::imports::store
