#include "measures/board_section.h"

#include <map>

#include "base/decimal.h"
#include "measures/check.h"
#include "measures/measure_store.h"

namespace champions::measures {
namespace {

std::string Value(const std::optional<int64_t>& value, const std::string& text) {
  return value ? FormatDecimal(*value) : text;
}

std::string ForPeople(const std::string& status) {
  std::string text = status;
  for (char& c : text) c = c == '_' ? ' ' : static_cast<char>(std::tolower(c));
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(text[0]));
  return text;
}

std::string StatusText(const Measure& measure) {
  auto text = ForPeople(StatusOf(measure));
  if (measure.override_status.empty()) return text;
  return text + " (computed: " + ForPeople(ComputedStatus(measure)) +
         "; overridden: " + measure.override_reason + ")";
}

std::vector<documents::Cell> Row(const Measure& measure) {
  auto target = TargetText(measure);
  if (!measure.target_text.empty()) {
    target += target.empty() ? measure.target_text : " (" + measure.target_text + ")";
  }
  return {std::to_string(measure.number),
          measure.objective,
          measure.name,
          measure.part,
          measure.unit,
          target.empty() ? "To be set" : target,
          measure.baseline ? FormatDecimal(*measure.baseline) : Value({}, measure.baseline_text),
          Value(measure.current, ""),
          ChangePercent(measure),
          StatusText(measure),
          measure.commentary};
}

documents::Table FindingsTable(db::Transaction& transaction, const std::vector<Measure>& measures) {
  documents::Table table{.id = "measure_findings",
                         .title = "Where the paper's figures disagree",
                         .description = "What was printed against what its own figures come to.",
                         .columns = {{"subject", "Subject"},
                                     {"field", "Field"},
                                     {"printed", "Printed"},
                                     {"computed", "Computed"},
                                     {"explanation", "Explanation"}}};
  auto findings = FindingsOf(measures);
  for (const auto& headline : store::Headlines(transaction)) {
    auto counted = store::CountToDate(transaction, headline.programme, headline.as_at);
    auto more = FindingsOf(headline, counted);
    findings.insert(findings.end(), more.begin(), more.end());
  }
  for (const auto& finding : findings) {
    table.rows.push_back(
        {finding.subject, finding.field, finding.printed, finding.computed, finding.explanation});
  }
  return table;
}

}  // namespace

documents::Section BoardSection(db::Transaction& transaction, bool findings) {
  documents::Section section;
  section.id = "measures";
  section.title = "Performance measures";
  auto measures = store::All(transaction);
  if (measures.empty()) return section;
  documents::Table table{.id = "measures",
                         .title = "Measures",
                         .description = "As they stand on the day of the report.",
                         .columns = {{"number", "No."},
                                     {"objective", "Objective"},
                                     {"measure", "Measure"},
                                     {"part", "Part"},
                                     {"unit", "Unit"},
                                     {"target", "Target"},
                                     {"baseline", "Baseline"},
                                     {"current", "Current"},
                                     {"change_percent", "Change %"},
                                     {"status", "Status"},
                                     {"commentary", "Commentary"}}};
  std::map<int64_t, std::vector<std::string>> statuses;
  for (const auto& measure : measures) {
    table.rows.push_back(Row(measure));
    statuses[measure.number].push_back(StatusOf(measure));
  }
  for (const auto& [number, all] : statuses) {
    if (all.size() < 2) continue;
    table.notes.push_back("Measure " + std::to_string(number) +
                          ", its parts together: " + ForPeople(RollUp(all)) + ".");
  }
  section.tables.push_back(std::move(table));
  if (!findings) return section;
  auto disagree = FindingsTable(transaction, measures);
  if (!disagree.rows.empty()) section.tables.push_back(std::move(disagree));
  return section;
}

}  // namespace champions::measures
