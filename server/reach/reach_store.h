// The only code that runs the statements of reach.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "reach/reach.h"

namespace champions::reach::store {

Reach FromRow(const db::Row& row);

std::optional<Reach> Get(db::Transaction& transaction, const std::string& id);
std::optional<Reach> Lock(db::Transaction& transaction, const std::string& id);

// Fills in what each record refers to, in one statement for all. Gives, per record, why it is
// refused, or nothing. `paths` are where the records stand in the request.
std::vector<std::optional<Refusal>> Resolve(db::Transaction& transaction,
                                            std::vector<Reach>& reaches,
                                            const std::vector<std::string>& paths);

// Records resolved reach, notes and ledger entries in one statement; fills in ids and instants.
void Insert(db::Transaction& transaction, std::vector<Reach>& reaches);

// Stores new values (or state) of a record, with the entries that make the figures follow.
void Change(db::Transaction& transaction, const Reach& reach);
void ChangeNote(db::Transaction& transaction, const Reach& reach);

// Answers to items of streams, by request id.
struct Answer {
  std::string method, body_hash, answer;
};
// Also makes a second copy of any of them wait until this transaction ends.
std::map<std::string, Answer> FindAnswers(db::Transaction& transaction, const std::string& key_id,
                                          const std::vector<std::string>& request_ids);
void InsertAnswers(db::Transaction& transaction, const std::string& key_id,
                   const std::string& method, const std::vector<std::string>& request_ids,
                   const std::vector<std::string>& body_hashes,
                   const std::vector<std::string>& answers);

}  // namespace champions::reach::store
