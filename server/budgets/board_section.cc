#include "budgets/board_section.h"

#include "budgets/budget_store.h"
#include "budgets/budgets_sql.h"

namespace champions::budgets {
namespace {

using documents::Type;

documents::Table LinesTable(const std::string& year, const db::Rows& rows) {
  documents::Table table{
      .id = "budget",
      .title = "Budget " + year.substr(0, 4) + "/" + year.substr(5),
      .description = "Contributions and what was carried forward.",
      .columns = {{"line", "Line"}, {"kind", "Kind"}, {"amount", "Amount (£)", Type::kPence}},
      .last_row_is_total = true};
  for (bool carried : {false, true}) {
    for (auto row : rows) {
      auto kind = row.Text("kind");
      if (kind != (carried ? "CARRY_FORWARD" : "CONTRIBUTION")) continue;
      table.rows.push_back({row.Text("name"),
                            std::string(carried ? "Carry forward" : "Contribution"),
                            row.Int64("amount_pence")});
    }
  }
  return table;
}

documents::Table SumsTable(const Budget& budget) {
  documents::Table table{
      .id = "budget_position",
      .title = "Position",
      .description = "Headroom is what is not committed; spend is part of what is committed.",
      .columns = {{"position", "Position"}, {"amount", "Amount (£)", Type::kPence}}};
  table.rows = {{std::string("Total budget"), budget.total_pence()},
                {std::string("Committed"), budget.committed_pence},
                {std::string("Spent"), budget.spent_pence},
                {std::string("Headroom"), budget.headroom_pence()}};
  if (budget.overspent_pence() > 0) {
    table.rows.push_back({std::string("Overspent"), budget.overspent_pence()});
  }
  return table;
}

documents::Table CommitmentsTable(const Budget& budget) {
  documents::Table table{.id = "commitments",
                         .title = "Commitments",
                         .description = "",
                         .columns = {{"name", "Commitment"},
                                     {"committed", "Committed (£)", Type::kPence},
                                     {"spent", "Spent (£)", Type::kPence},
                                     {"overspent", "Overspent (£)", Type::kPence}}};
  for (const auto& one : budget.commitments) {
    table.rows.push_back({one.name, one.committed_pence, one.spent_pence, one.overspent_pence()});
  }
  return table;
}

}  // namespace

documents::Section BoardSection(db::Transaction& transaction, const std::string& year,
                                bool findings) {
  documents::Section section;
  section.id = "budget";
  section.title = "Budget";
  auto rows = transaction.Execute(sql::kBudgetOfPack, year);
  if (rows.empty()) return section;
  auto budget = store::GetBudget(transaction, year);
  auto lines = LinesTable(year, rows);
  lines.rows.push_back({std::string("Total"), std::string(), budget.total_pence()});
  section.tables = {std::move(lines), SumsTable(budget)};
  if (!budget.commitments.empty()) section.tables.push_back(CommitmentsTable(budget));
  if (findings) {
    for (const auto& finding : FindingsOf(budget)) {
      section.paragraphs.push_back(finding.subject + ", " + finding.field + ": " +
                                   finding.explanation);
    }
  }
  return section;
}

}  // namespace champions::budgets
