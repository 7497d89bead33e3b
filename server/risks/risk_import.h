// What a row of a paper's register does to the register: pure, so that a dry run and the import
// itself agree.
#pragma once

#include <string>
#include <vector>

#include "risks/risk.h"

namespace champions::risks {

struct Row {
  int number = 0;
  std::string kind;
  std::string text;
  std::string raised_on;
  std::string last_reviewed_on;
  std::string workstream;
  std::vector<std::string> owners;
  std::vector<std::string> organisations_impacted;
  int impact = 0;
  int probability = 0;
  int printed_score = 0;
  std::string printed_direction;
  std::optional<bool> printed_escalated;
  std::vector<std::string> actions;
};

struct Planned {
  std::string effect;  // CREATED, AMENDED or UNCHANGED
  Risk risk;           // as it will be
  std::optional<Assessment> appended;
  std::vector<std::string> new_actions;
};

// `stored` is the risk of the same number, if there is one. What is wrong with the row goes to
// `violations`, with `object` as its place, such as `rows[3]`.
Planned PlanRow(const Row& row, const std::optional<Risk>& stored, const std::string& object,
                const std::string& today, std::vector<FieldViolation>* violations);

// Each number stands in one row; what is wrong, by place.
std::vector<FieldViolation> CheckNumbers(const std::vector<Row>& rows);

}  // namespace champions::risks
