#include "changes/change_store.h"

#include <algorithm>
#include <map>

#include "changes/changes_sql.h"

namespace champions::changes::store {
namespace {

// Numbers that one statement looks at, and statements of one call: what a caller may not see lies
// among what it may, and is walked over.
constexpr int64_t kWindow = 50'000;
constexpr int kMostWindows = 20;

Change FromRow(const db::Row& row) {
  return {.number = row.Int64("number"),
          .kind = row.Text("kind"),
          .record = row.Text("record"),
          .organisation = row.Text("organisation"),
          .action = row.Text("action"),
          .version = row.Int("version"),
          .changed_at_us = row.Int64("changed_at_us")};
}

}  // namespace

std::string FeedOf(db::Transaction& transaction) {
  return transaction.ExecuteOne(sql::kIdentifyFeed).Text("feed");
}

std::optional<std::vector<int>> FindOrganisations(db::Transaction& transaction,
                                                  const std::vector<std::string>& codes,
                                                  size_t* unknown) {
  // Several may have had a code, one after the other.
  std::multimap<std::string, int> found;
  for (auto row : transaction.Execute(sql::kFindOrganisations, codes)) {
    found.emplace(row.Text("code"), row.Int("id"));
  }
  for (size_t i = 0; i < codes.size(); ++i) {
    if (found.count(codes[i])) continue;
    *unknown = i;
    return std::nullopt;
  }
  std::vector<int> ids;
  for (const auto& [code, id] : found) ids.push_back(id);
  return ids;
}

std::vector<Change> Read(db::Transaction& transaction, const View& view, int64_t after,
                         int64_t settled, size_t limit, int64_t* reached) {
  std::vector<Change> changes;
  auto organisations = view.is_filtered ? db::ToParameter(view.organisation_ids) : std::nullopt;
  *reached = after;
  for (int window = 0; window < kMostWindows && *reached < settled; ++window) {
    int64_t end = std::min(settled, *reached + kWindow);
    int64_t room = static_cast<int64_t>(limit - changes.size());
    auto rows =
        transaction.Execute(sql::kReadChanges, *reached, end, view.kinds, organisations, room);
    for (auto row : rows) changes.push_back(FromRow(row));
    bool is_full = changes.size() == limit;
    *reached = is_full ? changes.back().number : end;
    if (is_full) break;
  }
  return changes;
}

int64_t RemovedUpTo(db::Transaction& transaction) {
  return transaction.ExecuteOne(sql::kRemovedUpTo).Int64("number");
}

}  // namespace champions::changes::store
