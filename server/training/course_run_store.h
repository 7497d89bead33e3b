// The only code that runs the statements of course runs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "training/course_run.h"

namespace champions::training::store {

// Without the places that are taken.
CourseRun RunFromRow(const db::Row& row);
// Fills in the places that are taken, of all runs at once.
void CountPlaces(db::Transaction& transaction, std::vector<CourseRun>* runs);

std::optional<CourseRun> GetRun(db::Transaction& transaction, const std::string& id);
// The same, and keeps others from changing it, and from booking it, until the transaction ends.
std::optional<CourseRun> LockRun(db::Transaction& transaction, const std::string& id);
RunDays DaysOf(db::Transaction& transaction, const CourseRun& run);
CourseRun InsertRun(db::Transaction& transaction, const CourseRun& run);
// Writes every field that can change, the state included.
CourseRun UpdateRun(db::Transaction& transaction, const CourseRun& run);

// A booking that something was done to because its run changed.
struct TouchedBooking {
  int organisation_id = 0;
  std::string id;
};
// The open bookings of a run that is cancelled are withdrawn.
std::vector<TouchedBooking> WithdrawBookings(db::Transaction& transaction, const CourseRun& run);
// The open bookings of a run that moved to another day move with it.
std::vector<TouchedBooking> MoveBookings(db::Transaction& transaction, const CourseRun& run);
// How many of them cannot: their champions have a record of the course on that day.
int CountUnmovable(db::Transaction& transaction, const CourseRun& run);

}  // namespace champions::training::store
