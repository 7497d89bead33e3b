#include "imports/seal.h"

#include <functional>

#include "imports/imports_sql.h"
#include "sealing/person.h"

namespace champions::imports {
namespace {

using Fields = std::vector<db::Parameter>;

sealing::DataKey KeyOf(const sealing::Vault& vault, const sealing::Owner& owner,
                       const db::Row& row) {
  return row.Null("wrapped") ? vault.NewKey(owner) : vault.KeyOf(owner, row.Text("wrapped"));
}

void SealRows(db::Transaction& tx, std::string_view select, const std::string& table,
              const std::vector<std::string>& columns,
              const std::function<Fields(const db::Row&)>& sealed) {
  tx.ForEachPage(select, {}, [&](const db::Rows& rows) {
    auto copy = tx.Copy(table, columns);
    for (auto row : rows) copy.Write(sealed(row));
    copy.Finish();
  });
}

}  // namespace

void SealPeople(db::Transaction& tx, const sealing::Vault& vault) {
  tx.ExecuteScript(std::string(sql::kStagePeople));
  auto sealed = [&](const db::Row& row) -> Fields {
    auto key = KeyOf(vault, {row.Int("organisation_id"), row.Text("id")}, row);
    sealing::Identity identity{row.Text("given_name"), row.Text("family_name"), row.Text("email"),
                               row.Text("phone")};
    sealing::Equality equality{row.TextArray("languages"), row.Text("ethnic_category"),
                               row.Text("age_band"), row.Text("gender")};
    auto index = sealing::IndexOf(vault, identity);
    identity = sealing::Sealed(key, identity);
    equality = sealing::Sealed(key, equality);
    return {row.Text("line"),
            row.Null("wrapped") ? db::Parameter(key.wrapped()) : db::Parameter(),
            db::NullIfEmpty(identity.given_name),
            db::NullIfEmpty(identity.family_name),
            db::NullIfEmpty(identity.email),
            db::NullIfEmpty(identity.phone),
            db::NullIfEmpty(index.name),
            db::NullIfEmpty(index.email),
            db::NullIfEmpty(index.phone),
            db::ToParameter(equality.languages),
            db::NullIfEmpty(equality.ethnic_category),
            db::NullIfEmpty(equality.age_band),
            db::NullIfEmpty(equality.gender)};
  };
  SealRows(tx, sql::kSelectPeople, "sealed_people",
           {"line", "new_key", "given_name", "family_name", "email", "phone", "name_index",
            "email_index", "phone_index", "languages", "ethnic_category", "age_band", "gender"},
           sealed);
  tx.ExecuteScript("analyze sealed_people");
}

void SealNotes(db::Transaction& tx, const sealing::Vault& vault) {
  tx.ExecuteScript(std::string(sql::kStageNotes));
  auto sealed = [&](const db::Row& row) -> Fields {
    auto key = KeyOf(vault, sealing::OwnerOfNote(row.Text("id")), row);
    return {row.Text("line"), row.Text("id"),
            row.Null("wrapped") ? db::Parameter(key.wrapped()) : db::Parameter(),
            key.Seal("note", row.Text("note"))};
  };
  SealRows(tx, sql::kSelectNotes, "sealed_notes", {"line", "id", "new_key", "note"}, sealed);
  tx.ExecuteScript("analyze sealed_notes");
}

}  // namespace champions::imports
