#include "imports/import_store.h"

#include <pqxx/except>

#include "base/refusal.h"
#include "imports/imports_sql.h"
#include "sealing/person.h"

namespace champions::imports::store {
namespace {

std::optional<StoredImport> Maybe(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return FromRow(*row);
}

}  // namespace

StoredImport FromRow(const db::Row& row) {
  return {row.Text("id"), row.Text("state"), row.Text("report"), row.Int64("created_at_us"),
          row.Int64("undone_at_us")};
}

std::string NewImportId(db::Transaction& transaction) {
  return transaction.ExecuteOne(sql::kNewImportId).Text("id");
}

int64_t Insert(db::Transaction& transaction, const std::string& id, const std::string& key_id,
               const std::string& report) {
  return transaction.ExecuteOne(sql::kInsertImport, id, key_id, report).Int64("created_at_us");
}

std::optional<StoredImport> Get(db::Transaction& transaction, const std::string& id) {
  return Maybe(transaction.ExecuteMaybe(sql::kGetImport, id));
}

std::optional<StoredImport> Lock(db::Transaction& transaction, const std::string& id) {
  return Maybe(transaction.ExecuteMaybe(sql::kLockImport, id));
}

std::optional<std::string> UndoObstacle(db::Transaction& transaction, const std::string& id) {
  auto row = transaction.ExecuteOne(sql::kUndoObstacle, id);
  if (row.Null("obstacle")) return std::nullopt;
  return row.Text("obstacle");
}

void Undo(db::Transaction& transaction, const std::string& id) {
  try {
    sealing::OpenEquality(transaction);
    transaction.Execute(sql::kUndoImport, id);
  } catch (const pqxx::foreign_key_violation&) {
    throw Refusal(Code::kFailedPrecondition, "IMPORT_AMENDED_SINCE",
                  "a later record refers to one that this import made: take that back first");
  }
}

}  // namespace champions::imports::store
