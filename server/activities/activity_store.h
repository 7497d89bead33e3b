// The only code that runs the statements of activities.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "activities/activity.h"
#include "db/transaction.h"

namespace champions::activities::store {

Activity FromRow(const db::Row& row);

// Those that the caller may not see are not there: row-level security leaves them out.
std::optional<Activity> Get(db::Transaction& transaction, const std::string& id);
// The same, and keeps others from changing it until the transaction ends.
std::optional<Activity> Lock(db::Transaction& transaction, const std::string& id);

// What the codes and ids of an activity stand for. Throws NotFound for what the caller may not see
// or is missing, and a Refusal for a day that is out of range.
References Resolve(db::Transaction& transaction, const Activity& activity);

// Its id; nothing where the external id is taken. Each change moves the figures as well.
std::optional<std::string> Insert(db::Transaction& transaction, const Activity& activity,
                                  const References& references);
void Update(db::Transaction& transaction, const Activity& activity, const References& references);
void SetState(db::Transaction& transaction, const Activity& activity, const std::string& state);

// The ids of the champions who attend, sorted.
std::vector<std::string> Attendance(db::Transaction& transaction, const Activity& activity);
// Those of the named who may attend.
std::vector<Attendee> FindAttendees(db::Transaction& transaction, const Activity& activity,
                                    const std::vector<std::string>& champions);
// Replaces the list; false where it was the same before.
bool SetAttendance(db::Transaction& transaction, const Activity& activity,
                   const std::vector<Attendee>& attendees);
// The codes of organisations whose champions attend though they would be neither lead nor partner.
std::vector<std::string> Outsiders(db::Transaction& transaction, const Activity& activity,
                                   const std::vector<int>& partner_ids);

}  // namespace champions::activities::store
