// The only code that runs the statements of the register. A risk is named by its number or its id.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "db/transaction.h"
#include "risks/risk.h"

namespace champions::risks::store {

// Today in London.
std::string Today(db::Transaction& transaction);

// Without its actions.
Risk FromRow(const db::Row& row);
// With its actions. Throws a Refusal for what is neither a number nor an id, `field` being where it
// stands.
std::optional<Risk> Get(db::Transaction& transaction, const std::string& name,
                        const std::string& field = "id");
// The same, and keeps others from changing it until the transaction ends.
std::optional<Risk> Lock(db::Transaction& transaction, const std::string& name,
                         const std::string& field = "id");
// Those of these numbers that there are, locked, with their actions.
std::vector<Risk> LockAll(db::Transaction& transaction, const std::vector<int>& numbers);
// Gives each its actions, in their order.
void LoadActions(db::Transaction& transaction, std::vector<Risk>* risks);

// Keeps others from giving out numbers until the transaction ends.
void LockNumbers(db::Transaction& transaction);
int NextNumber(db::Transaction& transaction);
// Its id, without history and actions; nothing where the number is taken.
std::optional<std::string> Insert(db::Transaction& transaction, const Risk& risk);
void Update(db::Transaction& transaction, const Risk& risk);

// Who made an entry of the history.
struct Assessor {
  std::string key_id;
  std::string user_id;  // "" where the key has none
};
void Append(db::Transaction& transaction, const std::string& risk_id, const Assessment& assessment,
            const std::string& direction, const Assessor& assessor);

std::optional<Action> GetAction(db::Transaction& transaction, const std::string& id);
std::optional<Action> LockAction(db::Transaction& transaction, const std::string& id);
// Adds one for each text; their ids.
std::vector<std::string> InsertActions(db::Transaction& transaction, const std::string& risk_id,
                                       const std::vector<std::string>& texts,
                                       const std::string& owner, const std::string& due_on);
void UpdateAction(db::Transaction& transaction, const Action& action);

// The numbers of the open risks of an impact and a probability, rising.
struct Cell {
  int impact = 0;
  int probability = 0;
  std::vector<int> numbers;
};
std::vector<Cell> CountGrid(db::Transaction& transaction, const std::string& kind,
                            const std::string& workstream);

}  // namespace champions::risks::store
