#include "training/course.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "base/refusal.h"
#include "base/text.h"

namespace champions::training {
namespace {

std::vector<CourseRequirement> Sorted(std::vector<CourseRequirement> requirements) {
  std::sort(requirements.begin(), requirements.end(), [](const auto& left, const auto& right) {
    return std::tie(left.programme, left.required_from) <
           std::tie(right.programme, right.required_from);
  });
  return requirements;
}

}  // namespace

void CheckCourse(const Course& course) {
  std::set<std::string> seen;
  for (size_t i = 0; i < course.requirements.size(); ++i) {
    const auto& programme = course.requirements[i].programme;
    if (seen.insert(programme).second) continue;
    throw InvalidField("course.requirements[" + std::to_string(i) + "].programme",
                       "is " + Quoted(programme) + " again: expected each programme once");
  }
}

bool SameRequirements(const Course& left, const Course& right) {
  return Sorted(left.requirements) == Sorted(right.requirements);
}

}  // namespace champions::training
