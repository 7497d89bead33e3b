// The rules of merging once more, in another way: from people to what they count as.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace champions::test {

inline const std::vector<std::string> kMergingQuarters = {"2023-24-Q4", "2024-25-Q1", "2024-25-Q2",
                                                          "2024-25-Q3"};
// Both, and what each requires.
inline const std::map<std::string, std::vector<std::string>> kMergingProgrammes = {
    {"ONE", {"BASICS"}}, {"TWO", {"BASICS", "MORE"}}};

// quarter, programme ("": overall) -> recruited, trained
using MergingFigures = std::map<std::pair<std::string, std::string>, std::array<int64_t, 2>>;

inline std::string QuarterOfDay(const std::string& day) {
  int year = std::stoi(day.substr(0, 4)), month = std::stoi(day.substr(5, 2));
  int quarter = (month - 1) / 3;  // 0: January to March, the last of the financial year
  int first = quarter == 0 ? year - 1 : year;
  return std::to_string(first) + "-" + std::to_string(first + 1).substr(2) + "-Q" +
         std::to_string(quarter == 0 ? 4 : quarter);
}

struct MergingModel {
  struct Record {
    std::string recruited_on;
    std::vector<std::pair<std::string, std::string>> enrolments;  // programme, day
    std::vector<std::pair<std::string, std::string>> completions;
  };
  std::map<std::string, Record> records;      // by id
  std::map<std::string, std::string> merged;  // duplicate -> survivor

  static std::string TrainedOn(
      const std::vector<std::string>& required, const std::string& enrolled,
      const std::vector<std::pair<std::string, std::string>>& completions) {
    std::string day = enrolled;
    for (const auto& course : required) {
      std::string first;
      for (const auto& [name, on] : completions) {
        if (name == course && (first.empty() || on < first)) first = on;
      }
      if (first.empty()) return "";
      day = std::max(day, first);
    }
    return day;
  }

  MergingFigures Count() const {
    MergingFigures figures;
    std::map<std::string, std::vector<std::string>> people;
    for (const auto& [id, record] : records) {
      auto found = merged.find(id);
      people[found == merged.end() ? id : found->second].push_back(id);
    }
    for (const auto& [person, ids] : people) CountPerson(person, ids, &figures);
    return figures;
  }

  void CountPerson(const std::string& person, const std::vector<std::string>& ids,
                   MergingFigures* figures) const {
    std::string recruited, trained;
    std::vector<std::pair<std::string, std::string>> completions;
    for (const auto& id : ids) {
      const auto& record = records.at(id);
      const auto& on = record.recruited_on;
      if (!on.empty() && (recruited.empty() || on < recruited)) recruited = on;
      completions.insert(completions.end(), record.completions.begin(), record.completions.end());
    }
    for (const auto& [programme, required] : kMergingProgrammes) {
      std::string counting, first;
      for (const auto& id : ids) {
        for (const auto& [where, on] : records.at(id).enrolments) {
          if (where != programme) continue;
          auto day = TrainedOn(required, on, completions);
          if (!day.empty() && (trained.empty() || day < trained)) trained = day;
          bool tie = on == first && (id == person || (counting != person && id < counting));
          if (first.empty() || on < first || tie) counting = id, first = on;
        }
      }
      if (counting.empty()) continue;
      for (const auto& [where, on] : records.at(counting).enrolments) {
        if (where != programme) continue;
        if (!recruited.empty()) ++(*figures)[{QuarterOfDay(std::max(on, recruited)), programme}][0];
        auto day = TrainedOn(required, on, completions);
        if (!day.empty()) ++(*figures)[{QuarterOfDay(day), programme}][1];
      }
    }
    if (!recruited.empty()) ++(*figures)[{QuarterOfDay(recruited), ""}][0];
    if (!trained.empty()) ++(*figures)[{QuarterOfDay(trained), ""}][1];
  }
};

}  // namespace champions::test
