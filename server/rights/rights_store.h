// The only code that runs the statements of champions' rights.
#pragma once

#include <optional>
#include <string>

#include "auth/principal.h"
#include "db/transaction.h"
#include "rights/rights.h"

namespace champions::rights::store {

// In London.
std::string Today(db::Transaction& transaction);
// Keeps everybody else from recording anything of the champion until the transaction ends; gives
// its organisation, or nothing where there is none that the caller may see.
std::optional<int> LockChampion(db::Transaction& transaction, const std::string& id);
// A request of this champion in the register of requests.
std::optional<SubjectRequest> FindRequest(db::Transaction& transaction, const std::string& id,
                                          const std::string& champion);

Notice NoticeFromRow(const db::Row& row);
std::optional<Notice> GetNotice(db::Transaction& transaction, const std::string& code);
// False where the code is taken.
bool Insert(db::Transaction& transaction, const Notice& notice);

Basis BasisFromRow(const db::Row& row);
std::optional<Basis> GetBasis(db::Transaction& transaction, const Record& champion,
                              const std::string& purpose);
void Put(db::Transaction& transaction, const auth::Principal& who, const Basis& basis);
// Since when processing for the purpose is refused, or an objection to it waits; "" where it is
// not.
std::string RefusedSince(db::Transaction& transaction, const Record& champion,
                         const std::string& purpose);

Restriction RestrictionFromRow(const db::Row& row);
std::optional<Restriction> GetRestriction(db::Transaction& transaction, const std::string& id);
// Its id; nothing where one stands on the same ground.
std::optional<std::string> Insert(db::Transaction& transaction, const auth::Principal& who,
                                  const Restriction& restriction);
void Lift(db::Transaction& transaction, const auth::Principal& who, const Restriction& restriction);
// Those that wait for an objection.
void LiftForObjection(db::Transaction& transaction, const auth::Principal& who,
                      const Objection& objection, const std::string& told_on,
                      const std::string& reason);
void LiftErasureDue(db::Transaction& transaction, const auth::Principal& who,
                    const Record& champion, const std::string& told_on, const std::string& reason);

Objection ObjectionFromRow(const db::Row& row);
std::optional<Objection> GetObjection(db::Transaction& transaction, const std::string& id);
// Its id; nothing where one is pending or was upheld.
std::optional<std::string> Insert(db::Transaction& transaction, const auth::Principal& who,
                                  const Objection& objection);
void Decide(db::Transaction& transaction, const auth::Principal& who, const Objection& objection);
Notification NotificationFromRow(const db::Row& row);
std::optional<Notification> GetNotification(db::Transaction& transaction, const std::string& id);
OwedNotification OwedFromRow(const db::Row& row);
// The first day on which anybody may have been told of such an act; "" where it was not done.
std::string EarliestNotification(db::Transaction& transaction, const Record& champion,
                                 const std::string& act);
// Its id.
std::string Insert(db::Transaction& transaction, const auth::Principal& who,
                   const Notification& notification);
void Withdraw(db::Transaction& transaction, const auth::Principal& who,
              const Notification& notification);

// The person consented anew: what stands against it ends, and what waited for it.
void EndObjections(db::Transaction& transaction, const auth::Principal& who, const Basis& consent);

}  // namespace champions::rights::store
