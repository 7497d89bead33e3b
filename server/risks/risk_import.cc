#include "risks/risk_import.h"

#include <algorithm>
#include <map>

namespace champions::risks {
namespace {

// The row's own text of everything that a paper says of a risk but its score.
void TakeOver(const Row& row, Risk* risk) {
  risk->number = row.number;
  risk->kind = row.kind;
  risk->text = row.text;
  risk->workstream = row.workstream;
  risk->owners = row.owners;
  risk->organisations_impacted = row.organisations_impacted;
  risk->raised_on = row.raised_on;
  risk->printed_score = row.printed_score;
  risk->printed_direction = row.printed_direction;
  risk->printed_escalated = row.printed_escalated;
}

bool Same(const Risk& a, const Risk& b) {
  return a.kind == b.kind && a.text == b.text && a.workstream == b.workstream &&
         a.owners == b.owners && a.organisations_impacted == b.organisations_impacted &&
         a.raised_on == b.raised_on && a.last_reviewed_on == b.last_reviewed_on &&
         a.printed_score == b.printed_score && a.printed_direction == b.printed_direction &&
         a.printed_escalated == b.printed_escalated;
}

std::vector<std::string> NewActions(const Row& row, const std::vector<Action>& stored) {
  std::vector<std::string> added;
  for (const auto& text : row.actions) {
    bool known = std::any_of(stored.begin(), stored.end(),
                             [&](const Action& action) { return action.text == text; });
    if (!known && std::find(added.begin(), added.end(), text) == added.end()) added.push_back(text);
  }
  return added;
}

// The day on which the row's score holds.
const std::string& DayOf(const Row& row) {
  return row.last_reviewed_on.empty() ? row.raised_on : row.last_reviewed_on;
}

Planned Create(const Row& row) {
  Planned planned{.effect = "CREATED"};
  planned.appended = Assessment{DayOf(row), row.impact, row.probability, false, ""};
  planned.risk.impact = row.impact;
  planned.risk.probability = row.probability;
  planned.risk.direction = "NEW";
  planned.risk.state = "OPEN";
  planned.risk.assessed_on = DayOf(row);
  planned.risk.last_reviewed_on = row.last_reviewed_on;
  TakeOver(row, &planned.risk);
  planned.new_actions = NewActions(row, {});
  return planned;
}

Planned Amend(const Row& row, const Risk& stored, const std::string& object,
              std::vector<FieldViolation>* violations) {
  Planned planned{.effect = "UNCHANGED", .risk = stored};
  const auto& day = DayOf(row);
  bool differs = row.impact != stored.impact || row.probability != stored.probability;
  bool reviewed = row.last_reviewed_on > stored.last_reviewed_on && day >= stored.assessed_on;
  if (differs && day < stored.assessed_on) {
    violations->push_back(
        {object + ".last_reviewed_on",
         "is '" + row.last_reviewed_on + "': expected a day not before the last assessment, " +
             stored.assessed_on + ", since the score of the row differs from the stored one"});
  } else if (differs || reviewed) {
    planned.appended = Assessment{day, row.impact, row.probability, !differs, ""};
    planned.risk = After(stored, *planned.appended);
  }
  planned.risk.last_reviewed_on = std::max(stored.last_reviewed_on, row.last_reviewed_on);
  TakeOver(row, &planned.risk);
  planned.new_actions = NewActions(row, stored.actions);
  bool changes = planned.appended || !planned.new_actions.empty() || !Same(planned.risk, stored);
  if (!changes) return planned;
  planned.effect = "AMENDED";
  if (stored.state != "OPEN") {
    violations->push_back({object + ".number", "is " + std::to_string(row.number) + ", which is " +
                                                   stored.state +
                                                   " and would change: expected an open risk; "
                                                   "reopen it first"});
  }
  return planned;
}

}  // namespace

Planned PlanRow(const Row& row, const std::optional<Risk>& stored, const std::string& object,
                const std::string& today, std::vector<FieldViolation>* violations) {
  auto planned = stored ? Amend(row, *stored, object, violations) : Create(row);
  // A later review that is stored already is not the row's fault.
  Risk checked = planned.risk;
  checked.last_reviewed_on = row.last_reviewed_on;
  for (auto& violation : CheckRisk(checked, object, today)) {
    violations->push_back(std::move(violation));
  }
  size_t actions = (stored ? stored->actions.size() : 0) + planned.new_actions.size();
  if (actions > kMostActions) {
    violations->push_back({object + ".actions", "would make " + std::to_string(actions) +
                                                    ": expected at most " +
                                                    std::to_string(kMostActions) + " of a risk"});
  }
  return planned;
}

std::vector<FieldViolation> CheckNumbers(const std::vector<Row>& rows) {
  std::vector<FieldViolation> violations;
  std::map<int, size_t> places;
  for (size_t i = 0; i < rows.size(); ++i) {
    auto [found, is_new] = places.emplace(rows[i].number, i);
    if (is_new) continue;
    violations.push_back({"rows[" + std::to_string(i) + "].number",
                          "is " + std::to_string(rows[i].number) + ", as in rows[" +
                              std::to_string(found->second) + "]: expected each number once"});
  }
  return violations;
}

}  // namespace champions::risks
