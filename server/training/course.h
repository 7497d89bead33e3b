// A course that champions take, and the programmes that ask it of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace champions::training {

// What a programme asks. Without a day it always applied; with one, who was trained before stays
// so.
struct CourseRequirement {
  std::string programme;  // its code
  std::string required_from;
  bool operator==(const CourseRequirement&) const = default;
};

struct Course {
  int id = 0;  // of the database alone; the code is its name outside
  std::string code;
  std::string name;
  int valid_months = 0;                         // of its certificate; 0: for ever
  std::vector<CourseRequirement> requirements;  // in the order of programmes' codes
  int version = 0;
  int64_t created_at_us = 0;
  int64_t updated_at_us = 0;
};

// The rules between fields: a programme asks a course once.
void CheckCourse(const Course& course);

// Whether both ask the same of the same programmes, in whatever order.
bool SameRequirements(const Course& left, const Course& right);

}  // namespace champions::training
