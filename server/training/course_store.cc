#include "training/course_store.h"

#include "training/training_sql.h"

namespace champions::training::store {
namespace {

std::optional<Course> Maybe(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return CourseFromRow(*row);
}

}  // namespace

Course CourseFromRow(const db::Row& row) {
  Course course{.id = row.Int("id"),
                .code = row.Text("code"),
                .name = row.Text("name"),
                .valid_months = row.Int("valid_months"),
                .version = row.Int("version"),
                .created_at_us = row.Int64("created_at_us"),
                .updated_at_us = row.Int64("updated_at_us")};
  auto programmes = row.TextArray("programmes");
  auto days = row.TextArray("required_from");
  for (size_t i = 0; i < programmes.size(); ++i) {
    course.requirements.push_back({programmes[i], days[i]});
  }
  return course;
}

std::optional<Course> GetCourse(db::Transaction& transaction, const std::string& code) {
  return Maybe(transaction.ExecuteMaybe(sql::kGetCourse, code));
}

std::optional<int> CourseId(db::Transaction& transaction, const std::string& code) {
  auto row = transaction.ExecuteMaybe(sql::kFindCourse, code);
  if (!row) return std::nullopt;
  return row->Int("id");
}

std::optional<Course> LockCourse(db::Transaction& transaction, const std::string& code) {
  // The row is locked before it is read with its requirements, so that those are the newest.
  transaction.Execute(sql::kLockCourse, code);
  return GetCourse(transaction, code);
}

std::optional<int> InsertCourse(db::Transaction& transaction, const Course& course) {
  auto row =
      transaction.ExecuteMaybe(sql::kInsertCourse, course.code, course.name, course.valid_months);
  if (!row) return std::nullopt;
  return row->Int("id");
}

void UpdateCourse(db::Transaction& transaction, const Course& course) {
  transaction.ExecuteOne(sql::kUpdateCourse, course.id, course.name, course.valid_months);
}

std::vector<std::string> MissingProgrammes(db::Transaction& transaction,
                                           const std::vector<std::string>& codes) {
  return transaction.ExecuteOne(sql::kMissingProgrammes, codes).TextArray("missing");
}

void PutRequirements(db::Transaction& transaction, int course_id,
                     const std::vector<CourseRequirement>& requirements) {
  std::vector<std::string> programmes;
  std::vector<db::Parameter> days;
  for (const auto& requirement : requirements) {
    programmes.push_back(requirement.programme);
    days.push_back(db::NullIfEmpty(requirement.required_from));
  }
  // Whoever posts a champion holds this lock shared: none of them sees half of the change, and the
  // posting below sees whatever they did before it.
  transaction.Execute(sql::kLockRequirements);
  auto changed = transaction.ExecuteOne(sql::kPutRequirements, course_id, programmes, days);
  transaction.Execute(sql::kPostProgrammes, changed.IntArray("programme_ids"));
}

}  // namespace champions::training::store
