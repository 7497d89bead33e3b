#include "risks/board_section.h"

#include <map>

#include "base/text.h"
#include "risks/risk.h"
#include "risks/risk_check.h"
#include "risks/risk_store.h"
#include "risks/risks_sql.h"

namespace champions::risks {
namespace {

std::string Sentence(std::string text) {
  for (size_t i = 0; i < text.size(); ++i) {
    text[i] = static_cast<char>(i == 0 ? std::toupper(text[i]) : std::tolower(text[i]));
  }
  return text;
}

documents::Table RegisterTable(const std::vector<Risk>& risks, const std::string& today) {
  documents::Table table{
      .id = "risks",
      .title = "Risk register",
      .description =
          "Open risks and issues. 12 and above are reported to the Joint Management Board.",
      .columns = {{"number", "No."},
                  {"kind", "Kind"},
                  {"risk", "Risk or issue"},
                  {"workstream", "Workstream"},
                  {"owners", "Owners"},
                  {"organisations", "Organisations impacted"},
                  {"impact", "Impact"},
                  {"probability", "Probability"},
                  {"score", "Score", documents::Type::kInteger},
                  {"direction", "Direction"},
                  {"board", "Joint Management Board"},
                  {"reviewed", "Last reviewed"}}};
  for (const auto& risk : risks) {
    auto reviewed = risk.last_reviewed_on.empty() ? "Never" : risk.last_reviewed_on;
    if (IsReviewOverdue(risk, today)) reviewed += ", overdue";
    table.rows.push_back(
        {std::to_string(risk.number), Sentence(risk.kind), risk.text, risk.workstream,
         Join(risk.owners, ", "), Join(risk.organisations_impacted, ", "),
         std::to_string(risk.impact) + " " + ImpactName(risk.impact),
         std::to_string(risk.probability) + " " + ProbabilityName(risk.probability),
         int64_t{risk.score()}, Sentence(risk.direction),
         std::string(IsEscalated(risk) ? "Reported" : ""), reviewed});
  }
  return table;
}

// Rows by impact, the highest first; columns by probability; the numbers of the risks in each cell.
documents::Table GridTable(const std::vector<Risk>& risks) {
  documents::Table table{.id = "risk_grid",
                         .title = "Impact by probability",
                         .description = "The numbers of the open risks and issues in each cell.",
                         .columns = {{"impact", "Impact"}}};
  std::map<std::pair<int, int>, std::string> cells;
  for (const auto& risk : risks) {
    auto& cell = cells[{risk.impact, risk.probability}];
    cell += (cell.empty() ? "" : ", ") + std::to_string(risk.number);
  }
  for (int probability = 1; probability <= 4; ++probability) {
    table.columns.push_back({"p" + std::to_string(probability),
                             std::to_string(probability) + " " + ProbabilityName(probability)});
  }
  for (int impact = 4; impact >= 1; --impact) {
    std::vector<documents::Cell> row{std::to_string(impact) + " " + ImpactName(impact)};
    for (int probability = 1; probability <= 4; ++probability) {
      row.emplace_back(cells[{impact, probability}]);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

documents::Table ActionsTable(const std::vector<Risk>& risks, const std::string& today) {
  documents::Table table{.id = "risk_actions",
                         .title = "Actions",
                         .description = "What is being done about them.",
                         .columns = {{"number", "Risk"},
                                     {"action", "Action"},
                                     {"owner", "Owner"},
                                     {"due", "Due"},
                                     {"state", "State"}}};
  for (const auto& risk : risks) {
    for (const auto& action : risk.actions) {
      std::string state = !action.done_on.empty()    ? "Done " + action.done_on
                          : IsOverdue(action, today) ? "Overdue"
                                                     : "Open";
      table.rows.push_back(
          {std::to_string(risk.number), action.text, action.owner, action.due_on, state});
    }
  }
  return table;
}

documents::Table FindingsTable(const std::vector<Risk>& risks, const std::string& today) {
  documents::Table table{.id = "risk_findings",
                         .title = "What is odd about the register",
                         .description = "",
                         .columns = {{"subject", "Subject"},
                                     {"field", "Field"},
                                     {"printed", "Printed or stored"},
                                     {"computed", "Computed"},
                                     {"explanation", "Explanation"}}};
  for (const auto& risk : risks) {
    for (const auto& finding : CheckFindings(risk, today)) {
      table.rows.push_back(
          {finding.subject, finding.field, finding.printed, finding.computed, finding.explanation});
    }
  }
  return table;
}

}  // namespace

documents::Section BoardSection(db::Transaction& transaction) {
  documents::Section section;
  section.id = "risks";
  section.title = "Risks and issues";
  std::vector<Risk> risks;
  for (auto row : transaction.Execute(sql::kOpenRisks)) {
    risks.push_back(store::FromRow(row));
  }
  if (risks.empty()) return section;
  store::LoadActions(transaction, &risks);
  auto today = store::Today(transaction);
  section.tables = {RegisterTable(risks, today), GridTable(risks)};
  for (auto& table : {ActionsTable(risks, today), FindingsTable(risks, today)}) {
    if (!table.rows.empty()) section.tables.push_back(table);
  }
  return section;
}

}  // namespace champions::risks
