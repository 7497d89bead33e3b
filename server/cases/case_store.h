// The only code that runs the statements of cases, and that seals and opens what they hold: each
// case's texts under a key of its own.
#pragma once

#include <optional>
#include <string>

#include "cases/case.h"
#include "db/transaction.h"
#include "sealing/vault.h"

namespace champions::cases::store {

// Who acts, as the database keeps it.
struct Actor {
  std::string key_id;
  std::string user_id;  // empty for a partner system's own key
};

// What a concern refers to, as the database knows it, and when that is.
struct References {
  int organisation_id = 0;
  std::string champion_id;  // may be empty
  std::string today;        // in London
  int64_t now_us = 0;
  bool has_lead = false;  // somebody is designated who may sign in
};
// Throws NotFound for what the caller may not see or is missing.
References Resolve(db::Transaction& transaction, const Case& concern);
// With the id that it has; reads nothing back, since the caller may not.
void Insert(db::Transaction& transaction, const sealing::Vault& vault, const Case& concern,
            const References& references, const Actor& actor);

// A case, and the key that its texts are sealed with. A row that no server wrote is in clear and
// has none before the first text is added.
struct Stored {
  Case content;
  std::optional<sealing::DataKey> key;
};

// Only a transaction of a lead finds any: row-level security leaves the others out. Throws
// std::runtime_error where the key of a sealed text is missing.
Stored FromRow(const sealing::Vault& vault, const db::Row& row);
std::optional<Stored> Get(db::Transaction& transaction, const sealing::Vault& vault,
                          const std::string& id);
// The same, and keeps others from changing it until the transaction ends. `today` is the day in
// London.
std::optional<Stored> Lock(db::Transaction& transaction, const sealing::Vault& vault,
                           const std::string& id, std::string* today);
void Update(db::Transaction& transaction, const sealing::Vault& vault, Stored* stored);

Note AddNote(db::Transaction& transaction, const sealing::Vault& vault, Stored* stored,
             const std::string& text, const Actor& actor);
// A note of this case.
Note NoteFromRow(const Stored& stored, const db::Row& row);

}  // namespace champions::cases::store
