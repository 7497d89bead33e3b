#include "app/seal.h"

#include <map>
#include <nlohmann/json.hpp>

#include "app/app_sql.h"
#include "app/instance_key.h"
#include "db/transaction.h"
#include "sealing/person.h"

namespace champions::app {
namespace {

using Json = nlohmann::json;

constexpr int kTimeoutMs = 600'000;

struct Owners {
  std::vector<int> organisations;
  std::vector<std::string> ids, wrapped;
  std::map<std::string, sealing::DataKey> keys;
};

std::string TextOf(const Json& row, const char* column) {
  auto found = row.find(column);
  return found != row.end() && found->is_string() ? found->get<std::string>() : "";
}

void Put(Json* row, const char* column, const std::string& text) {
  (*row)[column] = text.empty() ? Json() : Json(text);
}

void SealRow(const sealing::Vault& vault, const sealing::DataKey& key, const std::string& kind,
             Json* row) {
  if (kind == "reach_note") {
    Put(row, "note", key.Seal("note", TextOf(*row, "note")));
  } else if (kind == "champion_person") {
    sealing::Identity clear{TextOf(*row, "given_name"), TextOf(*row, "family_name"),
                            TextOf(*row, "email"), TextOf(*row, "phone")};
    auto index = sealing::IndexOf(vault, clear);
    auto sealed = sealing::Sealed(key, clear);
    (*row)["given_name"] = sealed.given_name;
    (*row)["family_name"] = sealed.family_name;
    Put(row, "email", sealed.email);
    Put(row, "phone", sealed.phone);
    Put(row, "name_index", index.name);
    Put(row, "email_index", index.email);
    Put(row, "phone_index", index.phone);
  } else {
    sealing::Equality clear{row->value("languages", std::vector<std::string>()),
                            TextOf(*row, "ethnic_category"), TextOf(*row, "age_band"),
                            TextOf(*row, "gender")};
    auto sealed = sealing::Sealed(key, clear);
    (*row)["languages"] = sealed.languages;
    Put(row, "ethnic_category", sealed.ethnic_category);
    Put(row, "age_band", sealed.age_band);
    Put(row, "gender", sealed.gender);
  }
}

Owners NextOwners(db::Transaction& tx, const sealing::Vault& vault) {
  Owners owners;
  for (auto row : tx.Execute(sql::kClearOwners)) {
    int organisation = row.Int("organisation_id");
    auto id = row.Text("owner_id");
    auto key = vault.NewKey(row.Bool("is_note") ? sealing::OwnerOfNote(id)
                                                : sealing::Owner{organisation, id});
    owners.organisations.push_back(organisation);
    owners.ids.push_back(id);
    owners.wrapped.push_back(key.wrapped());
    owners.keys.emplace(id, std::move(key));
  }
  return owners;
}

void SealOwners(db::Transaction& tx, const sealing::Vault& vault, const Owners& owners) {
  std::map<std::string, Json> current;
  Json history = Json::array();
  for (auto row : tx.Execute(sql::kClearRows, owners.organisations, owners.ids)) {
    auto kind = row.Text("kind");
    auto data = Json::parse(row.Text("data"));
    SealRow(vault, owners.keys.at(row.Text("owner_id")), kind, &data);
    if (row.Null("history_id")) {
      current[kind].push_back(std::move(data));
    } else {
      history.push_back({{"history_id", row.Int64("history_id")}, {"data", std::move(data)}});
    }
  }
  tx.Execute(sql::kInsertDataKeys, owners.organisations, owners.ids, owners.wrapped);
  auto update = [&](std::string_view statement, const Json& rows) {
    if (!rows.empty()) tx.Execute(statement, rows.dump());
  };
  update(sql::kSealPeople, current["champion_person"]);
  update(sql::kSealAnswers, current["champion_equality"]);
  update(sql::kSealNotes, current["reach_note"]);
  update(sql::kSealHistory, history);
}

// The trigger that keeps earlier versions would keep what is to be in clear nowhere.
void SetTriggers(db::Transaction& tx, const std::string& verb) {
  for (const char* table : {"champion_person", "champion_equality", "reach_note"}) {
    tx.ExecuteScript("alter table " + std::string(table) + " " + verb + " trigger user");
  }
}

}  // namespace

int64_t SealClear(const std::string& connection_string, sealing::Vault* vault) {
  db::Pool pool({.connection = connection_string, .size = 1});
  int64_t sealed = 0;
  while (true) {
    db::Transaction tx(pool.Acquire(std::chrono::steady_clock::now() + std::chrono::seconds(60)));
    tx.ExecuteScript("set local role champions_owner");
    tx.Execute(sql::kSeeAllPeople, kTimeoutMs);
    sealing::OpenEquality(tx);
    auto owners = NextOwners(tx, *vault);
    if (owners.ids.empty()) return sealed;
    UseInstanceKey(tx, vault);
    SetTriggers(tx, "disable");
    SealOwners(tx, *vault, owners);
    SetTriggers(tx, "enable");
    tx.Commit();
    sealed += static_cast<int64_t>(owners.ids.size());
  }
}

}  // namespace champions::app
