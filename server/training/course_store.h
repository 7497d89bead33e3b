// The only code that runs the statements of courses.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "training/course.h"

namespace champions::training::store {

Course CourseFromRow(const db::Row& row);

std::optional<Course> GetCourse(db::Transaction& transaction, const std::string& code);
std::optional<int> CourseId(db::Transaction& transaction, const std::string& code);
// As GetCourse, and keeps others from changing it until the transaction ends.
std::optional<Course> LockCourse(db::Transaction& transaction, const std::string& code);
// Without its requirements. Its id; nothing where the code is taken.
std::optional<int> InsertCourse(db::Transaction& transaction, const Course& course);
// The course itself, without its requirements.
void UpdateCourse(db::Transaction& transaction, const Course& course);

// The programmes of these codes that there are not.
std::vector<std::string> MissingProgrammes(db::Transaction& transaction,
                                           const std::vector<std::string>& codes);
// Makes the requirements of a course those given, and posts what that changes for every champion
// of the programmes concerned.
void PutRequirements(db::Transaction& transaction, int course_id,
                     const std::vector<CourseRequirement>& requirements);

}  // namespace champions::training::store
