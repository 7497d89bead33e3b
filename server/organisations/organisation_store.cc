#include "organisations/organisation_store.h"

#include "organisations/organisations_sql.h"

namespace champions::organisations::store {
namespace {

std::optional<Organisation> Maybe(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return FromRow(*row);
}

}  // namespace

Organisation FromRow(const db::Row& row) {
  return {.id = row.Int("id"),
          .code = row.Text("code"),
          .name = row.Text("name"),
          .identifier = row.Text("identifier"),
          .communities = row.TextArray("communities"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Organisation> Get(db::Transaction& transaction, const std::string& code) {
  return Maybe(transaction.ExecuteMaybe(sql::kGetOrganisation, code));
}

std::optional<Organisation> Lock(db::Transaction& transaction, const std::string& code) {
  return Maybe(transaction.ExecuteMaybe(sql::kLockOrganisation, code));
}

std::optional<Organisation> Insert(db::Transaction& transaction, const Organisation& organisation) {
  return Maybe(transaction.ExecuteMaybe(sql::kInsertOrganisation, organisation.code,
                                        organisation.name, db::NullIfEmpty(organisation.identifier),
                                        organisation.communities));
}

Organisation Update(db::Transaction& transaction, const Organisation& organisation) {
  return FromRow(transaction.ExecuteOne(sql::kUpdateOrganisation, organisation.id,
                                        organisation.name, db::NullIfEmpty(organisation.identifier),
                                        organisation.communities));
}

}  // namespace champions::organisations::store
