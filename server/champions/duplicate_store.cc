#include "champions/duplicate_store.h"

#include <algorithm>
#include <map>

#include "champions/champion_store.h"
#include "champions/champions_sql.h"
#include "sealing/person.h"

namespace champions::champions::store {
namespace {

constexpr size_t kMostShown = 20;

Matches MatchesOf(const db::Row& row) {
  return {row.Bool("by_name"), row.Bool("by_email"), row.Bool("by_phone")};
}

// With identity and equality answers, by id.
std::map<std::string, Champion> Load(db::Transaction& transaction, const sealing::Vault& vault,
                                     const std::vector<std::string>& ids) {
  std::map<std::string, Champion> loaded;
  if (ids.empty()) return loaded;
  static const std::string kGetAll =
      std::string(sql::kSelectChampions) + " where c.id = any ($1::uuid[])";
  std::vector<Champion*> all;
  for (auto row : transaction.Execute(kGetAll, ids)) {
    auto champion = FromRow(row);
    all.push_back(&(loaded[champion.id] = champion));
  }
  ReadPersonal(transaction, vault, all);
  return loaded;
}

}  // namespace

std::vector<Candidate> FindDuplicates(db::Transaction& transaction, const sealing::Vault& vault,
                                      int organisation_id, const Identity& identity,
                                      const std::string& age_band, const std::string& except) {
  auto index = sealing::IndexOf(vault, identity);
  // Half a name finds nobody: it is no name that a record could have.
  if (identity.given_name.empty() || identity.family_name.empty()) index.name.clear();
  auto rows = transaction.Execute(sql::kFindDuplicates, organisation_id,
                                  db::NullIfEmpty(index.name), db::NullIfEmpty(index.email),
                                  db::NullIfEmpty(index.phone), db::NullIfEmpty(except));
  std::vector<std::string> ids;
  for (auto row : rows) ids.push_back(row.Text("champion_id"));
  auto champions = Load(transaction, vault, ids);
  std::vector<Candidate> candidates;
  for (auto row : rows) {
    Candidate candidate{champions.at(row.Text("champion_id")), MatchesOf(row), 0};
    candidate.points = Points(candidate.matches, age_band, candidate.champion.equality.age_band);
    candidates.push_back(std::move(candidate));
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.points > b.points; });
  if (candidates.size() > kMostShown) candidates.resize(kMostShown);
  return candidates;
}

std::vector<Pair> PairsOf(db::Transaction& transaction, const sealing::Vault& vault,
                          const std::vector<int>& organisation_ids,
                          const std::vector<std::string>& ids) {
  std::vector<Pair> pairs;
  if (ids.empty()) return pairs;
  auto rows = transaction.Execute(sql::kPairsOf, organisation_ids, ids);
  std::vector<std::string> all;
  for (auto row : rows) {
    all.push_back(row.Text("champion_id"));
    all.push_back(row.Text("other_id"));
  }
  auto champions = Load(transaction, vault, all);
  for (auto row : rows) {
    Pair pair{champions.at(row.Text("champion_id")), champions.at(row.Text("other_id")),
              MatchesOf(row), 0};
    pair.points =
        Points(pair.matches, pair.champion.equality.age_band, pair.other.equality.age_band);
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

bool InsertDistinction(db::Transaction& transaction, int organisation_id, const std::string& id,
                       const std::string& other, const std::string& key_id,
                       const std::string& user_id) {
  return transaction
             .Execute(sql::kInsertDistinction, organisation_id, id, other, key_id,
                      db::NullIfEmpty(user_id))
             .affected() > 0;
}

bool DeleteDistinction(db::Transaction& transaction, int organisation_id, const std::string& id,
                       const std::string& other) {
  return transaction.Execute(sql::kDeleteDistinction, organisation_id, id, other).affected() > 0;
}

}  // namespace champions::champions::store
