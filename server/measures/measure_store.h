// The only code that runs the statements of measures, their readings and printed headlines.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "measures/check.h"
#include "measures/measure.h"

namespace champions::measures::store {

Measure FromRow(const db::Row& row);
std::optional<Measure> Get(db::Transaction& transaction, const std::string& id);
// The same, and keeps others from changing it or its readings until the transaction ends.
std::optional<Measure> Lock(db::Transaction& transaction, const std::string& id);
// Keeps others from adding or renaming measures until the transaction ends; taken before any other
// lock of this slice.
void LockAll(db::Transaction& transaction);
// Every part of these numbers, or of all where there are none given, in their order.
std::vector<Measure> OfNumbers(db::Transaction& transaction, const std::vector<int64_t>& numbers);
std::vector<Measure> All(db::Transaction& transaction);

// Its id; nothing where number and part are taken.
std::optional<std::string> Insert(db::Transaction& transaction, const Measure& measure);
void Update(db::Transaction& transaction, const Measure& measure);
// The other parts of its number get its objective and name.
void RenameParts(db::Transaction& transaction, const Measure& measure);
// From the fields override_status, override_reason, override_key and override_user.
void SetOverride(db::Transaction& transaction, const Measure& measure);

Reading ReadingFromRow(const db::Row& row);
// The newest version of a day; nothing where there was never a reading.
std::optional<Reading> NewestReading(db::Transaction& transaction, const std::string& measure,
                                     const std::string& as_at);
// Of a measure that this transaction has locked.
void Append(db::Transaction& transaction, const Reading& reading);
std::string Today(db::Transaction& transaction);

struct Programme {
  int id = 0;
  std::string code;
  std::string name;
};
// By code or name.
std::optional<Programme> FindProgramme(db::Transaction& transaction, const std::string& name);
enum class Put { kCreated, kAmended, kUnchanged };
// `programme`: nothing for all together.
Put PutHeadline(db::Transaction& transaction, std::optional<int> programme,
                const Headline& headline);
Headline HeadlineFromRow(const db::Row& row);
std::vector<Headline> Headlines(db::Transaction& transaction);
// As now known, of what the caller may see.
CountedToDate CountToDate(db::Transaction& transaction, const std::string& programme,
                          const std::string& day);

}  // namespace champions::measures::store
