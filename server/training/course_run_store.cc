#include "training/course_run_store.h"

#include <map>

#include "training/training_sql.h"

namespace champions::training::store {
namespace {

std::optional<CourseRun> Counted(db::Transaction& transaction, const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  std::vector<CourseRun> one = {RunFromRow(*row)};
  CountPlaces(transaction, &one);
  return one.front();
}

std::vector<TouchedBooking> Bookings(const db::Rows& rows) {
  std::vector<TouchedBooking> bookings;
  for (auto row : rows) bookings.push_back({row.Int("organisation_id"), row.Text("id")});
  return bookings;
}

// Posts the champions of rows that changed.
void Post(db::Transaction& transaction, const db::Rows& rows) {
  std::vector<std::string> champions;
  for (auto row : rows) champions.push_back(row.Text("champion_id"));
  transaction.Execute(sql::kPostChampions, champions);
}

}  // namespace

CourseRun RunFromRow(const db::Row& row) {
  CourseRun run{.id = row.Text("id"),
                .course = row.Text("course"),
                .course_id = row.Int("course_id"),
                .starts_at_us = row.Int64("starts_at_us"),
                .day = row.Text("day"),
                .venue = row.Text("venue"),
                .capacity = row.Int("capacity"),
                .state = RunStateFromName(row.Text("state")),
                .version = row.Int("version"),
                .created_at_us = row.Int64("created_at_us"),
                .updated_at_us = row.Int64("updated_at_us")};
  if (!row.Null("ends_at_us")) run.ends_at_us = row.Int64("ends_at_us");
  return run;
}

void CountPlaces(db::Transaction& transaction, std::vector<CourseRun>* runs) {
  std::vector<std::string> ids;
  for (const auto& run : *runs) ids.push_back(run.id);
  std::map<std::string, int> taken;
  for (auto row : transaction.Execute(sql::kCountPlaces, ids)) {
    taken[row.Text("course_run_id")] = row.Int("taken");
  }
  for (auto& run : *runs) run.places_taken = taken[run.id];
}

std::optional<CourseRun> GetRun(db::Transaction& transaction, const std::string& id) {
  return Counted(transaction, transaction.ExecuteMaybe(sql::kGetCourseRun, id));
}

std::optional<CourseRun> LockRun(db::Transaction& transaction, const std::string& id) {
  // The places are counted by a statement of its own, after the lock: it sees the last booking.
  return Counted(transaction, transaction.ExecuteMaybe(sql::kLockCourseRun, id));
}

RunDays DaysOf(db::Transaction& transaction, const CourseRun& run) {
  auto row = transaction.ExecuteOne(sql::kRunDays, run.starts_at_us, run.ends_at_us);
  return {row.Text("starts"), row.Text("ends"), row.Text("latest")};
}

CourseRun InsertRun(db::Transaction& transaction, const CourseRun& run) {
  auto row = transaction.ExecuteOne(sql::kInsertCourseRun, run.course_id, run.starts_at_us,
                                    run.ends_at_us, db::NullIfEmpty(run.venue), run.capacity);
  return RunFromRow(transaction.ExecuteOne(sql::kGetCourseRun, row.Text("id")));
}

CourseRun UpdateRun(db::Transaction& transaction, const CourseRun& run) {
  transaction.ExecuteOne(sql::kUpdateCourseRun, run.id, run.starts_at_us, run.ends_at_us,
                         db::NullIfEmpty(run.venue), run.capacity, RunStateName(run.state));
  return *GetRun(transaction, run.id);
}

std::vector<TouchedBooking> WithdrawBookings(db::Transaction& transaction, const CourseRun& run) {
  auto rows = transaction.Execute(sql::kWithdrawBookings, run.id);
  Post(transaction, rows);
  return Bookings(rows);
}

std::vector<TouchedBooking> MoveBookings(db::Transaction& transaction, const CourseRun& run) {
  auto rows = transaction.Execute(sql::kMoveBookings, run.id, run.day);
  Post(transaction, rows);
  return Bookings(rows);
}

int CountUnmovable(db::Transaction& transaction, const CourseRun& run) {
  return transaction.ExecuteOne(sql::kCountUnmovable, run.id, run.day).Int("bookings");
}

}  // namespace champions::training::store
