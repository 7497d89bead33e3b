#include "champions/champion_store.h"

#include "champions/champions_sql.h"
#include "sealing/person.h"

namespace champions::champions::store {
namespace {

std::optional<Champion> Maybe(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return FromRow(*row);
}

// Each table of personal data gets a new version only when something in it changed.
void WritePersonal(db::Transaction& transaction, const sealing::Vault& vault,
                   const Champion& before, const Champion& after) {
  if (after.identity == before.identity && after.equality == before.equality) return;
  sealing::Owner owner{after.organisation_id, after.id};
  bool is_new = after.wrapped_key.empty();
  auto key = is_new ? vault.NewKey(owner) : vault.KeyOf(owner, after.wrapped_key);
  if (is_new) {
    transaction.Execute(sql::kInsertKey, owner.organisation_id, owner.id, key.wrapped());
  }
  if (after.identity != before.identity) {
    auto sealed = sealing::Sealed(key, after.identity);
    auto index = sealing::IndexOf(vault, after.identity);
    transaction.Execute(sql::kWriteIdentity, owner.organisation_id, owner.id, sealed.given_name,
                        sealed.family_name, db::NullIfEmpty(sealed.email),
                        db::NullIfEmpty(sealed.phone), db::NullIfEmpty(index.name),
                        db::NullIfEmpty(index.email), db::NullIfEmpty(index.phone));
  }
  if (after.equality != before.equality) {
    auto sealed = sealing::Sealed(key, after.equality);
    sealing::OpenEquality(transaction);  // writing over what is there is reading it
    transaction.Execute(sql::kWriteEquality, owner.organisation_id, owner.id, sealed.languages,
                        db::NullIfEmpty(sealed.ethnic_category), db::NullIfEmpty(sealed.age_band),
                        db::NullIfEmpty(sealed.gender));
    sealing::CloseEquality(transaction);
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
          .merged_into = row.Text("merged_into"),
          .duplicates = row.TextArray("duplicates"),
          .restricted = row.Bool("restricted"),
          .contact_refused = row.Bool("contact_refused"),
          .version = row.Int("version"),
          .created_at_us = row.Int64("created_at_us"),
          .updated_at_us = row.Int64("updated_at_us")};
}

std::optional<Champion> Get(db::Transaction& transaction, const std::string& id) {
  static const std::string kGet = std::string(sql::kSelectChampions) + " where c.id = $1::uuid";
  return Maybe(transaction.ExecuteMaybe(kGet, id));
}

std::optional<Champion> Lock(db::Transaction& transaction, const std::string& id) {
  transaction.Execute(sql::kLockPerson, id);
  return Get(transaction, id);
}

void ReadPersonal(db::Transaction& transaction, const sealing::Vault& vault,
                  const std::vector<Champion*>& champions) {
  std::vector<int> organisations;
  std::vector<std::string> ids;
  for (const auto* champion : champions) {
    organisations.push_back(champion->organisation_id);
    ids.push_back(champion->id);
  }
  auto rows = transaction.Execute(sql::kSelectPersonal, organisations, ids);
  for (size_t i = 0; i < champions.size(); ++i) {
    auto row = rows[i];
    auto& champion = *champions[i];
    champion.identity = {row.Text("given_name"), row.Text("family_name"), row.Text("email"),
                         row.Text("phone")};
    champion.equality = {row.TextArray("languages"), row.Text("ethnic_category"),
                         row.Text("age_band"), row.Text("gender")};
    champion.wrapped_key = row.Text("wrapped");
    // Nobody can read any more what has lost its key.
    if (champion.wrapped_key.empty()) {
      if (sealing::IsSealed(champion.identity.given_name)) {
        champion.identity = {};
        champion.equality = {};
      }
      continue;
    }
    auto key = vault.KeyOf({champion.organisation_id, champion.id}, champion.wrapped_key);
    sealing::Open(key, &champion.identity);
    sealing::Open(key, &champion.equality);
  }
}

std::optional<int> FindOrganisation(db::Transaction& transaction, const std::string& code) {
  auto row = transaction.ExecuteMaybe(sql::kFindOrganisation, code);
  return row ? std::optional(row->Int("id")) : std::nullopt;
}

std::optional<std::string> Insert(db::Transaction& transaction, const sealing::Vault& vault,
                                  const Champion& champion) {
  auto row = transaction.ExecuteMaybe(sql::kInsertChampion, champion.organisation_id,
                                      db::NullIfEmpty(champion.external_id),
                                      StateName(champion.state), db::NullIfEmpty(champion.role),
                                      db::NullIfEmpty(champion.career_goal));
  if (!row) return std::nullopt;
  Champion inserted = champion;
  inserted.id = row->Text("id");
  WritePersonal(transaction, vault, Champion{}, inserted);
  transaction.Execute(sql::kPostChampions, std::vector<std::string>{inserted.id});
  return inserted.id;
}

void Update(db::Transaction& transaction, const sealing::Vault& vault, const Champion& before,
            const Champion& after) {
  transaction.Execute(sql::kUpdateChampion, after.organisation_id, after.id, StateName(after.state),
                      db::NullIfEmpty(after.recruited_on), db::NullIfEmpty(after.left_on),
                      db::NullIfEmpty(after.role), db::NullIfEmpty(after.career_goal));
  WritePersonal(transaction, vault, before, after);
  transaction.Execute(sql::kPostChampions, std::vector<std::string>{after.id});
}

}  // namespace champions::champions::store
