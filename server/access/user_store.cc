#include "access/user_store.h"

#include <map>

#include "access/access_sql.h"
#include "base/text.h"

namespace champions::access::store {
namespace {

std::optional<User> Maybe(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return UserFromRow(*row);
}

}  // namespace

User UserFromRow(const db::Row& row) {
  return {.id = row.Text("id"),
          .name = row.Text("name"),
          .email = row.Text("email"),
          .role = row.Text("role"),
          .organisations = row.TextArray("organisations"),
          .organisation_ids = row.IntArray("organisation_ids"),
          .state = row.Text("state"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<User> GetUser(db::Transaction& transaction, const std::string& id) {
  return Maybe(
      transaction.ExecuteMaybe(std::string(sql::kSelectUsers) + " where u.id = $1::uuid", id));
}

std::optional<User> LockUser(db::Transaction& transaction, const std::string& id) {
  return Maybe(transaction.ExecuteMaybe(sql::kLockUser, id));
}

bool EmailTaken(db::Transaction& transaction, const std::string& email, const std::string& id) {
  if (email.empty()) return false;
  return transaction.ExecuteOne(sql::kEmailTaken, email, db::NullIfEmpty(id)).Bool("taken");
}

std::string InsertUser(db::Transaction& transaction, const User& user) {
  return transaction
      .ExecuteOne(sql::kInsertUser, user.name, db::NullIfEmpty(user.email),
                  db::NullIfEmpty(user.role), user.organisation_ids)
      .Text("id");
}

void UpdateUser(db::Transaction& transaction, const User& user) {
  transaction.Execute(sql::kUpdateUser, user.id, user.name, db::NullIfEmpty(user.email),
                      db::NullIfEmpty(user.role), user.organisation_ids);
}

void SetUserState(db::Transaction& transaction, const std::string& id, const std::string& state) {
  transaction.Execute(sql::kSetUserState, id, state);
}

std::vector<int> OrganisationIds(db::Transaction& transaction,
                                 const std::vector<std::string>& codes) {
  std::map<std::string, int> known;
  for (auto row : transaction.Execute(sql::kOrganisationIds, codes)) {
    known[row.Text("code")] = row.Int("id");
  }
  std::vector<std::string> missing;
  for (const auto& code : codes) {
    if (!known.count(code)) missing.push_back(code);
  }
  if (!missing.empty()) throw NotFound("organisation", Join(missing, ", "));
  std::vector<int> ids;
  for (const auto& [code, id] : known) ids.push_back(id);
  return ids;
}

void LockAdministrators(db::Transaction& transaction) {
  transaction.Execute(sql::kLockAdministrators);
}

bool AdministratorLeft(db::Transaction& transaction) {
  return transaction.ExecuteOne(sql::kAdministratorLeft).Bool("administrator_left");
}

}  // namespace champions::access::store
