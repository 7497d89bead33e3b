#include "reports/pack.h"

#include <map>

#include "reports/pack_tables.h"

namespace champions::reports {
namespace {

using documents::Cell;

Cell ToCell(const disclosure::Shown& shown) {
  using Kind = disclosure::Shown::Kind;
  if (shown.kind == Kind::kHidden) return documents::Hidden{};
  if (shown.kind == Kind::kLeftOut) return documents::Empty{};
  return shown.value;
}

std::string ShownText(const Cell& cell) {
  if (std::holds_alternative<documents::Hidden>(cell)) return "*";
  if (std::holds_alternative<documents::Empty>(cell)) return "not given";
  std::string text = std::to_string(std::get<int64_t>(cell));
  for (auto i = static_cast<int>(text.size()) - 3; i > (text[0] == '-' ? 1 : 0); i -= 3) {
    text.insert(static_cast<size_t>(i), ",");
  }
  return text;
}

std::string Utc(int64_t micros) {
  auto time = std::chrono::floor<std::chrono::seconds>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(micros)));
  auto day = std::chrono::floor<std::chrono::days>(time);
  std::chrono::hh_mm_ss clock(time - day);
  char text[16];
  std::snprintf(text, sizeof text, "T%02d:%02d:%02d", static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  char fraction[16];
  std::snprintf(fraction, sizeof fraction, ".%06dZ", static_cast<int>(micros % 1'000'000));
  return FormatDate(day) + text + fraction;
}

}  // namespace

void Pack::Show(const std::vector<disclosure::Shown>& shown) {
  for (size_t i = 0; i < counts.size(); ++i) {
    for (const auto& place : counts[i].places) {
      auto& table = place.section < 0 ? figures
                                      : document.sections[static_cast<size_t>(place.section)]
                                            .tables[static_cast<size_t>(place.table)];
      table.rows[place.row][place.column] = ToCell(shown[i]);
    }
  }
}

Pack MakePack(const Snapshot& snapshot, const PackHead& head) {
  Pack pack;
  std::string people = snapshot.quarter_name.substr(0, 4) + "/" +
                       snapshot.quarter_name.substr(5, 2) + " " + snapshot.quarter_name.substr(8);
  auto& document = pack.document;
  document.id = snapshot.quarter_name + (head.is_public ? "-public" : "-internal");
  document.title = "Community champions: " + people;
  document.subtitle = FormatDate(snapshot.quarter.from) + " to " + FormatDate(snapshot.quarter.to);
  PackTables tables(snapshot, head, &pack);
  tables.AddAll();
  return pack;
}

void AddHead(const Snapshot& snapshot, const PackHead& head, Pack* pack) {
  auto& document = pack->document;
  // The first row of the tidy table is the total.
  auto of = [&](const std::string& field) {
    for (size_t i = 0; i < pack->figures.columns.size(); ++i) {
      if (pack->figures.columns[i].id == field) return ShownText(pack->figures.rows[0][i]);
    }
    throw std::logic_error("there is no figure " + field);
  };
  document.headlines = {{"Recruited", of("recruited_to_date"), of("recruited") + " in the quarter"},
                        {"Trained", of("trained_to_date"), of("trained") + " in the quarter"},
                        {"Reached", of("reached_to_date"), of("reached") + " in the quarter"}};
  document.facts = {
      {"Quarter", snapshot.quarter_name},
      {"Edition",
       head.is_public ? "Public, counts of people by policy " + head.policy : "Internal, exact"},
      {"Status", head.is_draft      ? "DRAFT, not published"
                 : head.number == 1 ? "Published"
                                    : "Restatement " + std::to_string(head.number - 1)},
      {"As known at", Utc(snapshot.as_known_at_us)},
      {"Definitions", "version " + std::to_string(kDefinitions)}};
  if (!head.reason.empty()) document.facts.push_back({"Restated because", head.reason});
  if (!head.whose.empty()) document.facts.push_back({"Organisations", head.whose});
  document.notes = {
      "Reached counts contacts of people, not unique people; broadcasts are impressions and never "
      "in it.",
      "Someone in two programmes counts in both rows and once in the total: rows by programme do "
      "not "
      "add up to it.",
      "To date is everything up to the last day of the quarter."};
  if (head.is_public) {
    const auto* policy = disclosure::FindPolicy(head.policy);
    document.notes.push_back(
        policy->rounding > 1
            ? "Counts of people below " + std::to_string(policy->threshold) +
                  " are shown as *, others are rounded to the nearest " +
                  std::to_string(policy->rounding) +
                  "; totals are computed exactly, then rounded, so rows may not add up. 0 is 0. "
                  "More "
                  "may be shown as * where a small count would follow from other figures."
            : "Counts of people below " + std::to_string(policy->threshold) +
                  " are shown as *, and others where a small count would follow from them. 0 is "
                  "0.");
  }
  document.notes.insert(document.notes.end(), head.notes.begin(), head.notes.end());
}

documents::Section ChangesSection(const std::vector<ChangedRecord>& records,
                                  const std::vector<std::vector<std::string>>& changes) {
  documents::Section section{.id = "changes", .title = "What this restatement changes"};
  documents::Table figures{.id = "changed_figures",
                           .title = "Changed figures",
                           .description = "Each figure that is not what was published before.",
                           .columns = {{"organisation", "Organisation"},
                                       {"programme", "Programme"},
                                       {"field", "Figure"},
                                       {"before", "Published before", documents::Type::kInteger},
                                       {"after", "Now", documents::Type::kInteger},
                                       {"change", "Change", documents::Type::kInteger}}};
  for (const auto& change : changes) {
    int64_t before = std::stoll(change[3]), after = std::stoll(change[4]);
    figures.rows.push_back({change[0], change[1], change[2], before, after, after - before});
  }
  documents::Table causes{.id = "changed_records",
                          .title = "Records behind it",
                          .description = "The records of the quarter that changed, and why.",
                          .columns = {{"organisation", "Organisation"},
                                      {"kind", "Kind"},
                                      {"record", "Record"},
                                      {"on", "On", documents::Type::kDate},
                                      {"figure", "Figure"},
                                      {"change", "Change", documents::Type::kInteger},
                                      {"reason", "Why it comes late"}}};
  for (const auto& one : records) {
    for (int i = 0; i < kFigureCount; ++i) {
      if (one.change[i] == 0) continue;
      const auto& name = one.record.external_id.empty() ? one.record.id : one.record.external_id;
      causes.rows.push_back({one.record.organisation, one.record.kind, name, one.record.on,
                             std::string(kColumns[i]), one.change[i], one.late_reason});
    }
  }
  section.tables = {std::move(figures), std::move(causes)};
  return section;
}

}  // namespace champions::reports
