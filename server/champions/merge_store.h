// The only code that runs the statements of merging. docs/merging.md
#pragma once

#include <string>
#include <vector>

#include "champions/merge.h"
#include "db/transaction.h"

namespace champions::champions::store {

// Before who is merged changes: until the transaction ends nobody posts a champion, or changes one
// of these or of their other records. Another transaction that is in the way is waited for for less
// than a second; then this is a conflict.
void StopPosting(db::Transaction& transaction, const std::vector<std::string>& ids);

// All records of the person to whom a champion belongs, the survivor first.
std::vector<std::string> RecordsOf(db::Transaction& transaction, int organisation_id,
                                   const std::string& id);
bool IsErased(db::Transaction& transaction, int organisation_id,
              const std::vector<std::string>& ids);

struct Merging {
  int organisation_id = 0;
  std::string survivor, duplicate, reason, key_id, user_id;
};
// Both post the figures of the people concerned.
void InsertMerge(db::Transaction& transaction, const Merging& merging);
void EndMerge(db::Transaction& transaction, const Merging& merging);

// The figures of people in the organisation as now known.
PeopleFigures FiguresOf(db::Transaction& transaction, int organisation_id);

// How a person counts: overall (an empty programme, always the first where there is one), and for
// each enrolment that counts.
struct Count {
  std::string programme, enrolment, recruited_on, trained_on;
  int records = 0;
};
std::vector<Count> CountsOf(db::Transaction& transaction, int organisation_id,
                            const std::vector<std::string>& records);
// The first days of closed quarters in which this transaction has recorded something.
std::vector<std::string> LateQuarters(db::Transaction& transaction, int organisation_id);

}  // namespace champions::champions::store
