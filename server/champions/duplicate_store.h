// The only code that runs the statements of duplicates. Only for callers who may see personal data;
// for others row-level security finds nobody.
#pragma once

#include <string>
#include <vector>

#include "champions/champion.h"
#include "champions/duplicate.h"
#include "db/transaction.h"
#include "sealing/vault.h"

namespace champions::champions::store {

struct Candidate {
  Champion champion;
  Matches matches;
  int points = 0;
};

// Champions of the organisation who may be the person, but for `except` (an id, or empty); at most
// 20, the strongest first.
std::vector<Candidate> FindDuplicates(db::Transaction& transaction, const sealing::Vault& vault,
                                      int organisation_id, const Identity& identity,
                                      const std::string& age_band, const std::string& except);

struct Pair {
  Champion champion, other;  // the one recorded first, and a later one
  Matches matches;
  int points = 0;
};

// Of these champions, in their order, each with at most five recorded later.
std::vector<Pair> PairsOf(db::Transaction& transaction, const sealing::Vault& vault,
                          const std::vector<int>& organisation_ids,
                          const std::vector<std::string>& ids);

// False where it is so already.
bool InsertDistinction(db::Transaction& transaction, int organisation_id, const std::string& id,
                       const std::string& other, const std::string& key_id,
                       const std::string& user_id);
bool DeleteDistinction(db::Transaction& transaction, int organisation_id, const std::string& id,
                       const std::string& other);

}  // namespace champions::champions::store
