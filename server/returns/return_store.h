// The only code that reads and writes returns.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "auth/principal.h"
#include "db/transaction.h"
#include "returns/return.h"

namespace champions::returns::store {

// The select of a list of returns of a quarter, and the expression of their state in it.
std::string SelectReturns(const Quarter& quarter);
std::string StateExpression(const Quarter& quarter);
Return FromRow(const db::Row& row);

// The last that is over, in London.
Quarter LastQuarter(db::Transaction& transaction);
// Nothing where there is no organisation of that code to be seen.
std::optional<Return> Get(db::Transaction& transaction, const std::string& organisation,
                          const Quarter& quarter);
// The same, and nobody else changes its state until the end of the transaction.
std::optional<Return> Lock(db::Transaction& transaction, const std::string& organisation,
                           const Quarter& quarter);
// Waits for whoever is writing figures, and holds the others up (migration 0010).
void StopTheLedger(db::Transaction& transaction);
// Writes the new state and the step that led there, and fills in its time.
void Take(db::Transaction& transaction, const Return& changed, const Quarter& quarter,
          const auth::Principal& who, Step& step);
std::vector<Step> Steps(db::Transaction& transaction, const Return& one, const Quarter& quarter);

// Everything that looks odd.
std::vector<Check> Checks(db::Transaction& transaction, int organisation_id,
                          const Quarter& quarter);

}  // namespace champions::returns::store
