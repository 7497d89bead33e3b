#include "insights/board_section.h"

#include "insights/insight_store.h"
#include "insights/insights_sql.h"

namespace champions::insights {
namespace {

using documents::Type;

constexpr int kMostThemes = 100;

documents::Table ThemesTable(const store::Counts& counts) {
  documents::Table table{.id = "insights_by_theme",
                         .title = "What champions heard, by theme",
                         .description = "Barriers, questions and ideas heard in the quarter.",
                         .columns = {{"theme", "Theme"},
                                     {"heard", "Heard", Type::kInteger},
                                     {"barriers", "Barriers", Type::kInteger},
                                     {"questions", "Questions", Type::kInteger},
                                     {"ideas", "Ideas", Type::kInteger},
                                     {"answered", "Answered", Type::kInteger}}};
  table.charts = {{.title = "Heard, by theme",
                   .description = "",
                   .category_column = "theme",
                   .value_columns = {"heard"}}};
  for (const auto& row : counts.rows) {
    table.rows.push_back(
        {row.group, row.insights, row.barriers, row.questions, row.ideas, row.answered});
  }
  if (counts.groups > static_cast<int64_t>(counts.rows.size())) {
    table.notes = {"The " + std::to_string(counts.rows.size()) + " most frequent of " +
                   std::to_string(counts.groups) + " themes."};
  }
  return table;
}

documents::Table DoneTable() {
  documents::Table table;
  table.id = "you_said_we_did";
  table.title = "You said, we did";
  table.description = "What was done about what was heard; with permission to quote.";
  table.columns = {{"said", "You said"}, {"did", "We did"}, {"on", "On", Type::kDate}};
  return table;
}

std::string SourceOf(const Insight& insight) {
  std::string source = insight.community.empty() ? "A community" : insight.community;
  if (!insight.theme.empty()) source += ", on " + insight.theme;
  return source;
}

}  // namespace

documents::Section BoardSection(db::Transaction& transaction, const std::string& from,
                                const std::string& to) {
  documents::Section section;
  section.id = "insights";
  section.title = "You said, we did";
  auto counts = store::Count(transaction, {.from = from, .to = to, .group = "THEME"}, kMostThemes);
  if (counts.total.insights == 0) return section;
  section.tables.push_back(ThemesTable(counts));
  auto done = DoneTable();
  for (auto row : transaction.Execute(sql::kQuotableInsights, from, to)) {
    auto insight = store::FromRow(row);
    if (insight.state == "ANSWERED") {
      done.rows.push_back({insight.text, insight.response, insight.responded_on});
    } else {
      section.quotes.push_back({insight.text, SourceOf(insight)});
    }
  }
  if (!done.rows.empty()) section.tables.push_back(std::move(done));
  return section;
}

}  // namespace champions::insights
