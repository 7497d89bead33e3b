// The only code that runs the statements of the budget.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "budgets/budget.h"
#include "db/transaction.h"

namespace champions::budgets::store {

Line FromRow(const db::Row& row);
std::optional<Line> Get(db::Transaction& transaction, const std::string& id);
// The same, and keeps others from changing it until the transaction ends.
std::optional<Line> Lock(db::Transaction& transaction, const std::string& id);
// Its id; nothing where the year has a standing line of that kind and name.
std::optional<std::string> Insert(db::Transaction& transaction, const Line& line);
void Update(db::Transaction& transaction, const Line& line);
void Void(db::Transaction& transaction, const Line& line, const std::string& state,
          const std::string& reason);
// Whether another standing line of its year and kind has its name.
bool NameTaken(db::Transaction& transaction, const Line& line);

enum class Put { kCreated, kAmended, kUnchanged };
Put PutLine(db::Transaction& transaction, const Line& line);
Put PutPrintedTotal(db::Transaction& transaction, const PrintedTotal& total);

Budget GetBudget(db::Transaction& transaction, const std::string& year);
// Those that have a printed total.
std::vector<std::string> PrintedYears(db::Transaction& transaction);

}  // namespace champions::budgets::store
