// The only code that runs the statements of reach.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "reach/reach.h"
#include "sealing/vault.h"

namespace champions::reach::store {

Reach FromRow(const sealing::Vault& vault, const db::Row& row);
// A note from `key|sealed`, as the view sealed_note gives it.
std::string OpenNote(const sealing::Vault& vault, const std::string& reach_id,
                     std::string_view stored);
// As it is stored for a record that has no key yet: the key in front, which a trigger takes off.
std::string SealNewNote(const sealing::Vault& vault, const std::string& reach_id,
                        const std::string& note);

std::optional<Reach> Get(db::Transaction& transaction, const sealing::Vault& vault,
                         const std::string& id);
std::optional<Reach> Lock(db::Transaction& transaction, const sealing::Vault& vault,
                          const std::string& id);

// Fills in what a record refers to, by code, external_id or id; gives why it is refused, or
// nothing. `path` is where the record stands in the request.
std::optional<Refusal> Resolve(db::Transaction& transaction, Reach& reach, const std::string& path);
// Why a record is refused whose references were looked up, from the columns of resolve.sql.
std::optional<Refusal> Problem(const Reach& reach, const db::Row& row, const std::string& path);

// Of a new record whose external_id its organisation uses already.
Refusal NameTaken(const Reach& reach, const std::string& path);

db::Parameter BreakdownsToJson(const std::vector<Breakdown>& breakdowns);
// An id as a uuid parameter; nothing where the text is a name of another kind.
db::Parameter AsUuid(const std::string& text);

// Stores new values (or state) of a record, with the entries that make the figures follow.
void Change(db::Transaction& transaction, const Reach& reach);
void ChangeNote(db::Transaction& transaction, const sealing::Vault& vault, const Reach& reach);

}  // namespace champions::reach::store
