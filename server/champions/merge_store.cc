#include "champions/merge_store.h"

#include "champions/champions_sql.h"

namespace champions::champions::store {

void StopPosting(db::Transaction& transaction, const std::vector<std::string>& ids) {
  transaction.Execute(sql::kStopPosting, ids);
}

std::vector<std::string> RecordsOf(db::Transaction& transaction, int organisation_id,
                                   const std::string& id) {
  return transaction.ExecuteOne(sql::kRecordsOfPerson, organisation_id, id).TextArray("records");
}

bool IsErased(db::Transaction& transaction, int organisation_id,
              const std::vector<std::string>& ids) {
  return transaction.ExecuteMaybe(sql::kIsErased, organisation_id, ids).has_value();
}

void InsertMerge(db::Transaction& transaction, const Merging& merging) {
  transaction.Execute(sql::kInsertMerge, merging.organisation_id, merging.duplicate,
                      merging.survivor, merging.reason, merging.key_id,
                      db::NullIfEmpty(merging.user_id));
  transaction.Execute(sql::kPostChampions, std::vector<std::string>{merging.duplicate});
}

void EndMerge(db::Transaction& transaction, const Merging& merging) {
  transaction.Execute(sql::kEndMerge, merging.organisation_id, merging.duplicate, merging.reason,
                      merging.key_id, db::NullIfEmpty(merging.user_id));
  // Two people from now on.
  transaction.Execute(sql::kPostChampions,
                      std::vector<std::string>{merging.duplicate, merging.survivor});
}

PeopleFigures FiguresOf(db::Transaction& transaction, int organisation_id) {
  PeopleFigures figures;
  for (auto row : transaction.Execute(sql::kPeopleFigures, organisation_id)) {
    figures[{row.Text("quarter"), row.Text("programme")}] = {row.Int64("recruited"),
                                                             row.Int64("trained")};
  }
  return figures;
}

std::vector<Count> CountsOf(db::Transaction& transaction, int organisation_id,
                            const std::vector<std::string>& records) {
  std::vector<Count> counts;
  for (auto row : transaction.Execute(sql::kPersonCounts, organisation_id, records)) {
    counts.push_back({row.Text("programme"), row.Text("enrolment"), row.Text("recruited_on"),
                      row.Text("trained_on"), row.Int("records")});
  }
  return counts;
}

std::vector<std::string> LateQuarters(db::Transaction& transaction, int organisation_id) {
  std::vector<std::string> quarters;
  for (auto row : transaction.Execute(sql::kLateQuarters, organisation_id)) {
    quarters.push_back(row.Text("quarter"));
  }
  return quarters;
}

}  // namespace champions::champions::store
