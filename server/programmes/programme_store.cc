#include "programmes/programme_store.h"

#include "programmes/programmes_sql.h"

namespace champions::programmes::store {
namespace {

std::optional<Programme> Maybe(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return FromRow(*row);
}

}  // namespace

Programme FromRow(const db::Row& row) {
  return {.id = row.Int("id"),
          .code = row.Text("code"),
          .name = row.Text("name"),
          .state = StateFromName(row.Text("state")),
          .starts_on = row.Text("starts_on"),
          .ends_on = row.Text("ends_on"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Programme> Get(db::Transaction& transaction, const std::string& code) {
  return Maybe(transaction.ExecuteMaybe(sql::kGetProgramme, code));
}

std::optional<Programme> Lock(db::Transaction& transaction, const std::string& code) {
  return Maybe(transaction.ExecuteMaybe(sql::kLockProgramme, code));
}

std::optional<Programme> Insert(db::Transaction& transaction, const Programme& programme) {
  return Maybe(transaction.ExecuteMaybe(
      sql::kInsertProgramme, programme.code, programme.name, StateName(programme.state),
      db::NullIfEmpty(programme.starts_on), db::NullIfEmpty(programme.ends_on)));
}

Programme Update(db::Transaction& transaction, const Programme& programme) {
  return FromRow(transaction.ExecuteOne(
      sql::kUpdateProgramme, programme.id, programme.name, StateName(programme.state),
      db::NullIfEmpty(programme.starts_on), db::NullIfEmpty(programme.ends_on)));
}

}  // namespace champions::programmes::store
