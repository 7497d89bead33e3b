// The only code that runs the statements of funds, awards and payments. Each change of an award or
// a payment moves the figures as well. Who locks both an award and its fund takes
// the award first. Payments are changed under the lock of their award.
#pragma once

#include <optional>
#include <string>

#include "db/transaction.h"
#include "funding/award.h"
#include "funding/fund.h"

namespace champions::funding::store {

Fund FundFromRow(const db::Row& row);
std::optional<Fund> GetFund(db::Transaction& transaction, const std::string& code);
// The same, and keeps others from changing it, and from awarding from it, until the transaction
// ends.
std::optional<Fund> LockFund(db::Transaction& transaction, const std::string& code);
// Of a fund that this transaction has locked.
Budget GetBudget(db::Transaction& transaction, const std::string& code);
// False where the code is taken.
bool InsertFund(db::Transaction& transaction, const Fund& fund);
void UpdateFund(db::Transaction& transaction, const Fund& fund);

// What an award refers to, as the database knows it.
struct References {
  int organisation_id = 0;
  int fund_id = 0;
  int programme_id = 0;
};
// Throws NotFound for what the caller may not see or is missing.
References Resolve(db::Transaction& transaction, const Award& award);

// Those that the caller may not see are not there: row-level security leaves them out.
Award AwardFromRow(const db::Row& row);
std::optional<Award> GetAward(db::Transaction& transaction, const std::string& id);
// The same, and keeps others from changing or paying it until the transaction ends.
std::optional<Award> LockAward(db::Transaction& transaction, const std::string& id);
// Its id; nothing where the external id is taken.
std::optional<std::string> InsertAward(db::Transaction& transaction, const Award& award,
                                       const References& references);
void UpdateAward(db::Transaction& transaction, const Award& award, const References& references);
void SetAwardState(db::Transaction& transaction, const Award& award, const std::string& state);

Payment PaymentFromRow(const db::Row& row);
std::optional<Payment> GetPayment(db::Transaction& transaction, const std::string& id);
// Of an award that this transaction has locked, as are these payments thereby. Its id.
std::string InsertPayment(db::Transaction& transaction, const Award& award, const Payment& payment);
void VoidPayment(db::Transaction& transaction, const Payment& payment, const std::string& state,
                 const std::string& reason);

}  // namespace champions::funding::store
