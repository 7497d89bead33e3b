// The only code that runs the statements of the three registers. Get is of a record as stored;
// Lock is the same, and keeps others from changing it until the transaction ends.
#pragma once

#include <optional>
#include <string>

#include "db/transaction.h"
#include "privacy/activity.h"
#include "privacy/breach.h"
#include "privacy/clock.h"
#include "privacy/subject_request.h"

namespace champions::privacy::store {

Moment Now(db::Transaction& transaction);
// The day that an instant is in London.
std::string LondonDay(db::Transaction& transaction, int64_t at_us);
// Those that may move a day by which a request is due whose clock starts on this day; none of "".
Holidays HolidaysAfter(db::Transaction& transaction, const std::string& day);
bool ChampionExists(db::Transaction& transaction, const std::string& id);

Activity ActivityFromRow(const db::Row& row);
std::optional<Activity> GetActivity(db::Transaction& transaction, const std::string& code);
std::optional<Activity> LockActivity(db::Transaction& transaction, const std::string& code);
// False where the code is taken.
bool Insert(db::Transaction& transaction, const Activity& activity);
void Update(db::Transaction& transaction, const Activity& activity);

Breach BreachFromRow(const db::Row& row);
std::optional<Breach> GetBreach(db::Transaction& transaction, const std::string& id);
std::optional<Breach> LockBreach(db::Transaction& transaction, const std::string& id);
// Its id.
std::string Insert(db::Transaction& transaction, const Breach& breach);
void Update(db::Transaction& transaction, const Breach& breach);

SubjectRequest RequestFromRow(const db::Row& row);
std::optional<SubjectRequest> GetRequest(db::Transaction& transaction, const std::string& id);
std::optional<SubjectRequest> LockRequest(db::Transaction& transaction, const std::string& id);
// Its id.
std::string Insert(db::Transaction& transaction, const SubjectRequest& request);
void Update(db::Transaction& transaction, const SubjectRequest& request);

}  // namespace champions::privacy::store
