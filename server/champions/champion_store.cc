#include "champions/champion_store.h"

#include "champions/champions_sql.h"

namespace champions::champions::store {
namespace {

std::optional<Champion> Maybe(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return FromRow(*row);
}

// Each table of personal data gets a new version only when something in it changed.
void WritePersonal(db::Transaction& transaction, const Champion& before, const Champion& after) {
  if (after.identity != before.identity) {
    transaction.Execute(sql::kWriteIdentity, after.organisation_id, after.id,
                        after.identity.given_name, after.identity.family_name,
                        db::NullIfEmpty(after.identity.email),
                        db::NullIfEmpty(after.identity.phone));
  }
  if (after.equality != before.equality) {
    transaction.Execute(sql::kWriteEquality, after.organisation_id, after.id,
                        after.equality.languages, db::NullIfEmpty(after.equality.ethnic_category),
                        db::NullIfEmpty(after.equality.age_band),
                        db::NullIfEmpty(after.equality.gender));
  }
}

}  // namespace

Champion FromRow(const db::Row& row) {
  return {.organisation_id = row.Int("organisation_id"),
          .organisation = row.Text("organisation"),
          .id = row.Text("id"),
          .external_id = row.Text("external_id"),
          .state = StateFromName(row.Text("state")),
          .recruited_on = row.Text("recruited_on"),
          .left_on = row.Text("left_on"),
          .role = row.Text("role"),
          .career_goal = row.Text("career_goal"),
          .trained_on = row.Text("trained_on"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Champion> Get(db::Transaction& transaction, const std::string& id) {
  static const std::string kGet = std::string(sql::kSelectChampions) + " where c.id = $1::uuid";
  return Maybe(transaction.ExecuteMaybe(kGet, id));
}

std::optional<Champion> Lock(db::Transaction& transaction, const std::string& id) {
  static const std::string kLock =
      std::string(sql::kSelectChampions) + " where c.id = $1::uuid for no key update of c";
  transaction.Execute(sql::kHoldRequirements);
  return Maybe(transaction.ExecuteMaybe(kLock, id));
}

void ReadPersonal(db::Transaction& transaction, const std::vector<Champion*>& champions) {
  std::vector<int> organisations;
  std::vector<std::string> ids;
  for (const auto* champion : champions) {
    organisations.push_back(champion->organisation_id);
    ids.push_back(champion->id);
  }
  auto rows = transaction.Execute(sql::kSelectPersonal, organisations, ids);
  for (size_t i = 0; i < champions.size(); ++i) {
    auto row = rows[i];
    champions[i]->identity = {row.Text("given_name"), row.Text("family_name"), row.Text("email"),
                              row.Text("phone")};
    champions[i]->equality = {row.TextArray("languages"), row.Text("ethnic_category"),
                              row.Text("age_band"), row.Text("gender")};
  }
}

std::optional<int> FindOrganisation(db::Transaction& transaction, const std::string& code) {
  auto row = transaction.ExecuteMaybe(sql::kFindOrganisation, code);
  return row ? std::optional(row->Int("id")) : std::nullopt;
}

std::optional<std::string> Insert(db::Transaction& transaction, const Champion& champion) {
  auto row = transaction.ExecuteMaybe(sql::kInsertChampion, champion.organisation_id,
                                      db::NullIfEmpty(champion.external_id),
                                      StateName(champion.state), db::NullIfEmpty(champion.role),
                                      db::NullIfEmpty(champion.career_goal));
  if (!row) return std::nullopt;
  Champion inserted = champion;
  inserted.id = row->Text("id");
  WritePersonal(transaction, Champion{}, inserted);
  transaction.Execute(sql::kPostChampion, inserted.id);
  return inserted.id;
}

void Update(db::Transaction& transaction, const Champion& before, const Champion& after) {
  transaction.Execute(sql::kUpdateChampion, after.organisation_id, after.id, StateName(after.state),
                      db::NullIfEmpty(after.recruited_on), db::NullIfEmpty(after.left_on),
                      db::NullIfEmpty(after.role), db::NullIfEmpty(after.career_goal));
  WritePersonal(transaction, before, after);
  transaction.Execute(sql::kPostChampion, after.id);
}

}  // namespace champions::champions::store
