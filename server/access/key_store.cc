#include "access/key_store.h"

#include "access/access_sql.h"

namespace champions::access::store {
namespace {

std::optional<int64_t> MaybeInt64(const db::Row& row, const char* column) {
  if (row.Null(column)) return std::nullopt;
  return row.Int64(column);
}

std::optional<Key> Maybe(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return KeyFromRow(*row);
}

}  // namespace

Key KeyFromRow(const db::Row& row) {
  return {.id = row.Text("id"),
          .name = row.Text("name"),
          .user = row.Text("user_id"),
          .role = row.Text("role"),
          .organisations = row.TextArray("organisations"),
          .expires_at_us = MaybeInt64(row, "expires_at_us"),
          .revoked_at_us = MaybeInt64(row, "revoked_at_us"),
          .state = row.Text("state"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .scopes = row.TextArray("scopes"),
          .exchange_only = row.Bool("exchange_only"),
          .certificate_sha256 = row.Text("certificate_sha256"),
          .certificate_names = row.TextArray("certificate_names"),
          .last_used_at_us = MaybeInt64(row, "last_used_at_us")};
}

std::optional<Key> GetKey(db::Transaction& transaction, const std::string& id) {
  return Maybe(
      transaction.ExecuteMaybe(std::string(sql::kSelectKeys) + " where k.id = $1::uuid", id));
}

std::optional<Key> LockKey(db::Transaction& transaction, const std::string& id) {
  return Maybe(transaction.ExecuteMaybe(
      std::string(sql::kSelectKeys) + " where k.id = $1::uuid for no key update of k", id));
}

std::string InsertKey(db::Transaction& transaction, const Key& key, const std::string& token_hash) {
  return transaction
      .ExecuteOne(sql::kInsertKey, db::Bytes(token_hash), key.name, db::NullIfEmpty(key.user),
                  db::NullIfEmpty(key.role), key.organisation_ids, key.expires_at_us,
                  key.scopes.empty() ? db::Parameter() : db::ToParameter(key.scopes),
                  key.exchange_only, db::NullIfEmpty(key.certificate_sha256), key.certificate_names)
      .Text("id");
}

std::vector<std::string> LockLivingKeys(db::Transaction& transaction, const Key& key) {
  transaction.Execute(sql::kLockKeyName, key.name);
  std::vector<std::string> living;
  for (auto row : transaction.Execute(sql::kLivingKeys, key.name, key.organisation_ids)) {
    living.push_back(row.Text("id"));
  }
  return living;
}

std::vector<std::string> KeysOfPrincipal(db::Transaction& transaction, const std::string& id) {
  std::vector<std::string> keys;
  for (auto row : transaction.Execute(sql::kKeysOfPrincipal, id)) keys.push_back(row.Text("id"));
  return keys;
}

void RevokeKey(db::Transaction& transaction, const std::string& id) {
  transaction.Execute(sql::kRevokeKey, id);
}

}  // namespace champions::access::store
