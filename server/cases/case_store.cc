#include "cases/case_store.h"

#include <stdexcept>

#include "base/text.h"
#include "cases/cases_sql.h"

namespace champions::cases::store {
namespace {

using db::NullIfEmpty;

constexpr const char* kAccount = "account";
constexpr const char* kReferredTo = "referred_to";
constexpr const char* kOutcome = "outcome";
constexpr const char* kNote = "note";

sealing::Owner OwnerOf(const Case& of) { return {of.organisation_id, of.id}; }

std::string Open(const Stored& stored, const char* column, const std::string& text) {
  if (stored.key) return stored.key->Open(column, text);
  if (!sealing::IsSealed(text)) return text;
  // Nothing removes such a key. To show nothing would look like a case without an account.
  throw std::runtime_error("the data key of the case " + stored.content.id + " is missing");
}

sealing::DataKey MakeKey(db::Transaction& transaction, const sealing::Vault& vault,
                         const Case& owner) {
  auto key = vault.NewKey(OwnerOf(owner));
  transaction.Execute(sql::kInsertKey, owner.organisation_id, owner.id, key.wrapped());
  return key;
}

void NeedKey(db::Transaction& transaction, const sealing::Vault& vault, Stored* stored) {
  if (!stored->key) stored->key = MakeKey(transaction, vault, stored->content);
}

}  // namespace

References Resolve(db::Transaction& transaction, const Case& concern) {
  const auto& champion = concern.champion;
  bool is_id = !champion.empty() && CheckUuid(champion).empty();
  auto row = transaction.ExecuteOne(sql::kResolve, concern.organisation, NullIfEmpty(champion),
                                    is_id ? db::Parameter(champion) : std::nullopt);
  if (row.Null("organisation_id")) {
    throw NotFoundAt("case.organisation", "organisation", concern.organisation);
  }
  if (!champion.empty() && row.Null("champion_id")) {
    throw NotFoundAt("case.champion", "champion", champion);
  }
  return {.organisation_id = row.Int("organisation_id"),
          .champion_id = row.Text("champion_id"),
          .today = row.Text("today"),
          .now_us = row.Int64("now_us"),
          .has_lead = row.Bool("has_lead")};
}

void Insert(db::Transaction& transaction, const sealing::Vault& vault, const Case& concern,
            const References& references, const Actor& actor) {
  auto key = MakeKey(transaction, vault, concern);
  transaction.Execute(sql::kInsertCase, concern.organisation_id, concern.id,
                      NullIfEmpty(references.champion_id), concern.kind, concern.noticed_on,
                      key.Seal(kAccount, concern.account), actor.key_id, NullIfEmpty(actor.user_id),
                      references.now_us);
}

Stored FromRow(const sealing::Vault& vault, const db::Row& row) {
  Stored stored{.content = {.organisation_id = row.Int("organisation_id"),
                            .id = row.Text("id"),
                            .organisation = row.Text("organisation"),
                            .champion = row.Text("champion_id"),
                            .kind = row.Text("kind"),
                            .noticed_on = row.Text("noticed_on"),
                            .state = row.Text("state"),
                            .referred_on = row.Text("referred_on"),
                            .raised_by = row.Text("raised_by"),
                            .version = row.Int("version"),
                            .created_at_us = row.Int64("created_at_us"),
                            .updated_at_us = row.Int64("updated_at_us")}};
  if (!row.Null("wrapped")) stored.key = vault.KeyOf(OwnerOf(stored.content), row.Text("wrapped"));
  stored.content.account = Open(stored, kAccount, row.Text("account"));
  stored.content.referred_to = Open(stored, kReferredTo, row.Text("referred_to"));
  stored.content.outcome = Open(stored, kOutcome, row.Text("outcome"));
  return stored;
}

std::optional<Stored> Get(db::Transaction& transaction, const sealing::Vault& vault,
                          const std::string& id) {
  static const std::string statement = std::string(sql::kSelectCases) + " where c.id = $1::uuid";
  auto row = transaction.ExecuteMaybe(statement, id);
  if (!row) return std::nullopt;
  return FromRow(vault, *row);
}

std::optional<Stored> Lock(db::Transaction& transaction, const sealing::Vault& vault,
                           const std::string& id, std::string* today) {
  auto locked = transaction.ExecuteMaybe(sql::kLockCase, id);
  if (!locked) return std::nullopt;
  *today = locked->Text("today");
  return Get(transaction, vault, id);
}

void Update(db::Transaction& transaction, const sealing::Vault& vault, Stored* stored) {
  NeedKey(transaction, vault, stored);
  const auto& content = stored->content;
  auto sealed = [&](const char* column, const std::string& text) {
    return NullIfEmpty(stored->key->Seal(column, text));
  };
  transaction.Execute(sql::kUpdateCase, content.organisation_id, content.id, content.state,
                      sealed(kReferredTo, content.referred_to), NullIfEmpty(content.referred_on),
                      sealed(kOutcome, content.outcome));
}

Note AddNote(db::Transaction& transaction, const sealing::Vault& vault, Stored* stored,
             const std::string& text, const Actor& actor) {
  NeedKey(transaction, vault, stored);
  auto row = transaction.ExecuteOne(sql::kInsertNote, stored->content.organisation_id,
                                    stored->content.id, stored->key->Seal(kNote, text),
                                    actor.key_id, NullIfEmpty(actor.user_id));
  return {.id = row.Text("id"),
          .case_id = stored->content.id,
          .text = text,
          .author = actor.user_id.empty() ? actor.key_id : actor.user_id,
          .created_at_us = row.Int64("created_at_us")};
}

Note NoteFromRow(const Stored& stored, const db::Row& row) {
  return {.id = row.Text("id"),
          .case_id = row.Text("case_id"),
          .text = Open(stored, kNote, row.Text("text")),
          .author = row.Text("author"),
          .created_at_us = row.Int64("created_at_us")};
}

}  // namespace champions::cases::store
